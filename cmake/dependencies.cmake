# Packages of Debian 12; `scripts/setup` installs them.
find_package(Threads REQUIRED)

# The C++ libraries within the program: half of the time that it took to start went into binding their symbols to each other.
option(TRAWL_STATIC_CXX "Link the C++ libraries statically; those in C stay shared" OFF)
set(Boost_USE_STATIC_LIBS ${TRAWL_STATIC_CXX})

find_package(Boost 1.81 REQUIRED CONFIG COMPONENTS headers json)
find_package(OpenSSL 3.0 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(brotli REQUIRED IMPORTED_TARGET libbrotlidec)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(idn2 REQUIRED IMPORTED_TARGET libidn2)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
# Its -pthread would not go with the precompiled headers; Threads::Threads does what that does.
set_target_properties(PkgConfig::re2 PROPERTIES INTERFACE_COMPILE_OPTIONS "")
pkg_check_modules(psl REQUIRED IMPORTED_TARGET libpsl)
find_package(spdlog REQUIRED CONFIG)
find_package(CLI11 REQUIRED CONFIG)
find_package(tomlplusplus REQUIRED CONFIG)

# Debian has no archives of these two, whose headers do as well.
add_library(trawl_spdlog INTERFACE)
add_library(trawl_toml INTERFACE)
if(TRAWL_STATIC_CXX)
  find_library(re2_archive libre2.a REQUIRED)
  set_target_properties(PkgConfig::re2 PROPERTIES INTERFACE_LINK_LIBRARIES "${re2_archive};Threads::Threads")
  target_compile_definitions(trawl_spdlog INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY=1)
  target_link_libraries(trawl_spdlog INTERFACE Threads::Threads)
else()
  target_link_libraries(trawl_spdlog INTERFACE spdlog::spdlog)
  target_link_libraries(trawl_toml INTERFACE tomlplusplus::tomlplusplus)
endif()
