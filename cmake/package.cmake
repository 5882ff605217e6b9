# `cmake --install`: the program, and the libraries for `find_package(trawl)`: trawl::async and trawl::http, with those that these two link.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# Consumers know the client session as trawl::http, after its headers; the floor of that name in here is one of its parts.
set_target_properties(trawl_client PROPERTIES EXPORT_NAME http)
set(package_libraries trawl_async trawl_client)
foreach(part IN ITEMS url http net)
  set_target_properties(trawl_${part} PROPERTIES EXPORT_NAME part_${part})
  list(APPEND package_libraries trawl_${part})
endforeach()

set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/trawl")
install(TARGETS trawl RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(TARGETS ${package_libraries} EXPORT trawlTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT trawlTargets NAMESPACE trawl:: DESTINATION "${package_folder}")
install(FILES "${PROJECT_SOURCE_DIR}/docs/man/trawl.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/trawlConfig.cmake.in" "${PROJECT_BINARY_DIR}/trawlConfig.cmake"
  INSTALL_DESTINATION "${package_folder}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/trawlConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/trawlConfig.cmake" "${PROJECT_BINARY_DIR}/trawlConfigVersion.cmake"
  DESTINATION "${package_folder}")
