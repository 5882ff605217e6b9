#pragma once

#include <cstdint>

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
};

}  // namespace trawl::fetch
