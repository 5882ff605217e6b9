#pragma once

#include <string>

namespace trawl::crawl {

/// Takes session ids away: parameters of the query and of path segments that are called like one (PHPSESSID,
/// ;jsessionid=, sid with a value that looks drawn by lot), and the segments of ASP.NET, "/(S(...))".
///
/// Result      Whether there was one.
bool remove_session_ids(std::string& url);

}  // namespace trawl::crawl
