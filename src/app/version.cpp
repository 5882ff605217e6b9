#include "app/version.hpp"

#include <brotli/decode.h>
#include <idn2.h>
#include <openssl/opensslv.h>
#include <spdlog/version.h>
#include <toml++/impl/version.h>
#include <zlib.h>
#include <zstd.h>
#include <CLI/Version.hpp>
#include <boost/version.hpp>

#include "trawl/version.hpp"

namespace trawl::app {

namespace {

std::string dotted(unsigned major, unsigned minor, unsigned patch) {
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

}  // namespace

std::string version_text() {
    const unsigned brotli = BrotliDecoderVersion();
    return "trawl " + std::string(version()) + "\n" +                                                    //
           "Boost " + dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100) +  //
           ", OpenSSL " + OPENSSL_VERSION_STR +                                                          //
           ", zlib " + zlibVersion() +                                                                   //
           ", brotli " + dotted(brotli >> 24, brotli >> 12 & 0xfff, brotli & 0xfff) +                    //
           ", zstd " + ZSTD_versionString() +                                                            //
           ", libidn2 " + idn2_check_version(nullptr) +                                                  //
           ", CLI11 " + CLI11_VERSION +                                                                  //
           ", spdlog " + dotted(SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH) +                  //
           ", toml++ " + dotted(TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH);
}

}  // namespace trawl::app
