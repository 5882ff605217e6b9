#pragma once

#include <cstdint>
#include <vector>

#include "fetch/destination.hpp"
#include "fetch/request_settings.hpp"
#include "files/writer.hpp"
#include "trawl/http/session.hpp"

namespace trawl::fetch {

/// What the attempts of a run share.
struct fetch_means {
    http::session& session;
    files::writer& disk;
    const destination& where;
    const request_settings& settings;
    /// Of bodies as saved, over all attempts.
    std::uint64_t& bytes;
    /// Why files were not fetched in ranges: told once each.
    std::vector<const char*>& told_obstacles;
};

}  // namespace trawl::fetch
