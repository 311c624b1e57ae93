# SPDX-License-Identifier: MIT
# windows-x64.cmake - toolchain file: 64-bit Windows, cross-built with mingw-w64.

set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

# Programs come from this machine, libraries and headers never do.
set(CMAKE_FIND_ROOT_PATH /usr/x86_64-w64-mingw32)
if(DEFINED ENV{GOLDPREP_WINDOWS_DEPS})
    list(APPEND CMAKE_FIND_ROOT_PATH "$ENV{GOLDPREP_WINDOWS_DEPS}")
    list(APPEND CMAKE_PREFIX_PATH "$ENV{GOLDPREP_WINDOWS_DEPS}")
endif()
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# `ar` writes no dates and no owners, so that two builds are the same to the bit.
set(CMAKE_C_ARCHIVE_CREATE "<CMAKE_AR> qcD <TARGET> <LINK_FLAGS> <OBJECTS>")
set(CMAKE_C_ARCHIVE_FINISH "<CMAKE_RANLIB> -D <TARGET>")
