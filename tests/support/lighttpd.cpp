#include "support/lighttpd.hpp"

#include <utility>

#include "support/server_program.hpp"
#include "support/temp_dir.hpp"

namespace trawl::test {
namespace {

constexpr const char* program = "/usr/sbin/lighttpd";

}  // namespace

class lighttpd::impl {
public:
    explicit impl(lighttpd_options how)
        : how_(std::move(how)), server_([this](const server_ports& at) { return prepare(at); }) {}

    [[nodiscard]] std::uint16_t port() const { return server_.ports().plain; }
    [[nodiscard]] std::string error_log() const { return text_of_log(folder_ / "error.log"); }

private:
    [[nodiscard]] std::string configuration(std::uint16_t port) const {
        return R"(server.modules = ("mod_auth", "mod_authn_file")
server.bind = "127.0.0.1"
server.port = )" +
               std::to_string(port) + "\nserver.document-root = \"" + how_.root.string() + "\"\nserver.errorlog = \"" +
               (folder_ / "error.log").string() + R"("
auth.backend = "plain"
auth.backend.plain.userfile = ")" +
               (folder_ / "users").string() + "\"\n" + how_.lines + '\n';
    }

    [[nodiscard]] server_start prepare(const server_ports& at) const {
        write_file(folder_ / "users", how_.username + ':' + how_.password + '\n');
        write_file(folder_ / "lighttpd.conf", configuration(at.plain));
        server_start how;
        how.program = program;
        how.arguments = {"-D", "-f", (folder_ / "lighttpd.conf").string()};
        how.log = folder_ / "error.log";
        return how;
    }

    lighttpd_options how_;
    temp_dir folder_;
    server_program server_;
};

lighttpd::lighttpd(lighttpd_options how) : impl_(std::make_unique<impl>(std::move(how))) {
}
lighttpd::~lighttpd() = default;

std::uint16_t lighttpd::port() const {
    return impl_->port();
}

std::string lighttpd::url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port()) + std::string{path};
}

std::string lighttpd::error_log() const {
    return impl_->error_log();
}

}  // namespace trawl::test
