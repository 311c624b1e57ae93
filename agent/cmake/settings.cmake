# SPDX-License-Identifier: MIT
# settings.cmake - how our own code is compiled and linked; nothing here touches a dependency.

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

add_library(goldprep_settings INTERFACE)
target_include_directories(goldprep_settings INTERFACE
    "${PROJECT_SOURCE_DIR}/agent" "${PROJECT_SOURCE_DIR}")
target_compile_options(goldprep_settings INTERFACE
    -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla
    -Wswitch-enum -fstack-protector-strong -fno-common
    "SHELL:-include \"${PROJECT_SOURCE_DIR}/agent/base/banned.h\""
    # no path of the machine that built it ends up in the program
    "-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=" "-ffile-prefix-map=${PROJECT_BINARY_DIR}/=")
if(GOLDPREP_WERROR)
    target_compile_options(goldprep_settings INTERFACE -Werror)
endif()
target_compile_definitions(goldprep_settings INTERFACE GOLDPREP_VERSION="${PROJECT_VERSION}")

if(WIN32)
    # Windows 10 1809 and later; UTF-16 entry point; everything of ours and of GCC inside the exe
    target_compile_definitions(goldprep_settings INTERFACE
        WIN32_LEAN_AND_MEAN UNICODE _UNICODE _WIN32_WINNT=0x0A00 NTDDI_VERSION=0x0A000006
        __USE_MINGW_ANSI_STDIO=1)
    # -fstack-protector-strong at the link too: that is what brings in mingw's libssp
    target_link_options(goldprep_settings INTERFACE -static -static-libgcc -fstack-protector-strong
        -Wl,--no-insert-timestamp -Wl,--dynamicbase,--nxcompat,--high-entropy-va)
else()
    target_compile_definitions(goldprep_settings INTERFACE _GNU_SOURCE)
    target_compile_options(goldprep_settings INTERFACE
        $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
endif()

if(GOLDPREP_SANITIZE)
    # -O1: the checks are put in before it optimizes, and every-point tests take little more than half the time
    target_compile_options(goldprep_settings INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
    target_link_options(goldprep_settings INTERFACE -fsanitize=address,undefined)
endif()
if(GOLDPREP_FUZZ)
    # what is fuzzed tells the fuzzer which ways it took
    target_compile_options(goldprep_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(GOLDPREP_COVERAGE)
    target_compile_options(goldprep_settings INTERFACE --coverage -O0)
    target_link_options(goldprep_settings INTERFACE --coverage)
endif()

# goldprep_folder(<folder> SOURCES ... [NEEDS <folder> ...]): one static library a folder.
function(goldprep_folder folder)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;NEEDS")
    add_library(goldprep_${folder} STATIC ${arg_SOURCES})
    target_link_libraries(goldprep_${folder} PUBLIC goldprep_settings)
    foreach(need IN LISTS arg_NEEDS)
        target_link_libraries(goldprep_${folder} PUBLIC goldprep_${need})
    endforeach()
endfunction()
