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

# What makes a fault in memory end the program, rather than serve whoever caused it. Not with sanitizers, which see more; not at -O0, at which
# nothing is fortified.
option(TRAWL_HARDEN "Compile and link with protections against faults in memory" ON)
include(CheckCXXCompilerFlag)
set(trawl_hardening)
if(TRAWL_HARDEN AND NOT TRAWL_SANITIZE)
  foreach(flag IN ITEMS -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -mbranch-protection=standard)
    string(MAKE_C_IDENTIFIER "TRAWL_HAS${flag}" known)
    set(CMAKE_REQUIRED_FLAGS -Werror)
    check_cxx_compiler_flag("${flag}" ${known})
    unset(CMAKE_REQUIRED_FLAGS)
    if(${known})
      list(APPEND trawl_hardening ${flag})
    endif()
  endforeach()
  list(APPEND trawl_hardening -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()

# Applied to each of our targets, never to a consumer of the installed package.
function(trawl_compile_options target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
    -fno-omit-frame-pointer
    $<$<BOOL:${TRAWL_WARNINGS_ARE_ERRORS}>:-Werror>
    "$<$<NOT:$<CONFIG:Debug>>:${trawl_hardening}>")
  if(TRAWL_SANITIZE)
    # Not vptr: it probes memory through a pipe, and reports an error where a test has left it no descriptors.
    target_compile_options(${target} PUBLIC -fsanitize=${TRAWL_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${TRAWL_SANITIZE})
  endif()
endfunction()

# Addresses that cannot be guessed, and none of the tables that tell where functions are can be written once it runs.
function(trawl_harden_program target)
  if(TRAWL_HARDEN AND NOT TRAWL_SANITIZE)
    target_link_options(${target} PRIVATE "$<$<NOT:$<CONFIG:Debug>>:-pie;LINKER:-z,relro,-z,now,-z,noexecstack>")
  endif()
endfunction()
