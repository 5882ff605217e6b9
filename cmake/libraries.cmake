# One static library a folder.
#
#   trawl_library(url SOURCES url.cpp LINKS trawl::base PRIVATE_LINKS PkgConfig::idn2
#                 PUBLIC_HEADERS http/url.hpp HEAVY some_slow_file.cpp)
#
# LINKS           floors (and packages) that its headers use
# PRIVATE_LINKS   packages that only its sources use
# PUBLIC_HEADERS  the headers under include/trawl/ that it implements
# HEAVY           sources that include CLI11, toml++ or spdlog: compiled without the precompiled header, which they have little use for

function(trawl_library floor)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;PRIVATE_LINKS;PUBLIC_HEADERS;HEAVY" ${ARGN})
  set(target trawl_${floor})
  add_library(${target} STATIC ${arg_SOURCES} ${arg_HEAVY})
  add_library(trawl::${floor} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${floor})
  trawl_compile_options(${target})
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src")
  if(arg_PUBLIC_HEADERS)
    list(TRANSFORM arg_PUBLIC_HEADERS PREPEND "${PROJECT_SOURCE_DIR}/include/trawl/")
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${arg_PUBLIC_HEADERS})
  else()
    target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>)
  endif()
  target_link_libraries(${target} PUBLIC ${arg_LINKS} PRIVATE ${arg_PRIVATE_LINKS})
  trawl_precompile(${target})
  if(arg_HEAVY)
    set_source_files_properties(${arg_HEAVY} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  endif()
endfunction()

# Asio's coroutine headers and the common parts of the standard library, compiled once for all.
function(trawl_precompile target)
  if(TRAWL_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM trawl_precompiled)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:trawl_precompiled_usage>)
  endif()
endfunction()

if(TRAWL_PRECOMPILE)
  add_library(trawl_precompiled_usage INTERFACE)
  target_link_libraries(trawl_precompiled_usage INTERFACE Boost::headers Threads::Threads)
  # As src/async/CMakeLists.txt has it for all that use awaitables.
  target_compile_definitions(trawl_precompiled_usage INTERFACE BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
  add_library(trawl_precompiled OBJECT "${PROJECT_SOURCE_DIR}/cmake/precompiled.cpp")
  trawl_compile_options(trawl_precompiled)
  target_include_directories(trawl_precompiled PRIVATE "${PROJECT_SOURCE_DIR}/include")
  target_link_libraries(trawl_precompiled PRIVATE trawl_precompiled_usage)
  target_precompile_headers(trawl_precompiled PRIVATE "${PROJECT_SOURCE_DIR}/cmake/precompiled.hpp")
endif()
