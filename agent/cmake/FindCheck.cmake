# SPDX-License-Identifier: MIT
# FindCheck.cmake - the Check unit test library as Check::check: by its own CMake files where they
# are installed (our Windows build, vcpkg), by pkg-config where they are not (Debian).

find_package(Check CONFIG QUIET NAMES check Check)
if(TARGET Check::check)
    set(Check_FOUND TRUE)
    return()
endif()
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
    pkg_check_modules(CHECK QUIET IMPORTED_TARGET check)
endif()
if(TARGET PkgConfig::CHECK)
    add_library(Check::check ALIAS PkgConfig::CHECK)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Check REQUIRED_VARS CHECK_LIBRARIES VERSION_VAR CHECK_VERSION)
