# The compiler, and what every target of ours is compiled with.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  message(FATAL_ERROR
    "g++ ${CMAKE_CXX_COMPILER_VERSION} destroys temporaries twice in co_await expressions "
    "(GCC PR 107288, 95599, 100611), silently and at every optimisation level. "
    "Use clang 16 (`cmake --preset release`), or g++ 14 or later.")
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

# Applied to each of our targets, never to a consumer of the installed package.
function(trawl_compile_options target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
    -fno-omit-frame-pointer
    $<$<BOOL:${TRAWL_WARNINGS_ARE_ERRORS}>:-Werror>)
  if(TRAWL_SANITIZE)
    # Not vptr: it probes memory through a pipe, and reports an error where a test has left it no descriptors.
    target_compile_options(${target} PUBLIC -fsanitize=${TRAWL_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${TRAWL_SANITIZE})
  endif()
endfunction()
