#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace trawl::test {

struct lighttpd_options {
    /// What it serves.
    std::filesystem::path root;
    /// The user who may see what `lines` protect.
    std::string username;
    std::string password;
    /// Lines of its configuration: `auth.require` and the like.
    std::string lines;
};

/// A real lighttpd on 127.0.0.1, with its own folder, configuration and a free port; serves until destroyed. It is here
/// for mod_auth: nginx has no Digest.
class lighttpd {
public:
    /// Returns when it accepts connections; throws `std::runtime_error` with its error log if it does not come up.
    explicit lighttpd(lighttpd_options how);
    ~lighttpd();
    lighttpd(const lighttpd&) = delete;
    lighttpd& operator=(const lighttpd&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// "http://127.0.0.1:PORT" + path.
    [[nodiscard]] std::string url(std::string_view path = "/") const;
    [[nodiscard]] std::string error_log() const;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace trawl::test
