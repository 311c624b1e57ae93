# SPDX-License-Identifier: MIT
# sources.cmake - every C file stands in the CMakeLists.txt of its folder or of one above it.
#
# usage: cmake -D ROOT=<source folder> -P sources.cmake

cmake_minimum_required(VERSION 3.25)
set(faults 0)
set(seen 0)

file(GLOB_RECURSE files RELATIVE "${ROOT}"
    "${ROOT}/agent/*.c" "${ROOT}/probes/*.c" "${ROOT}/actions/*.c" "${ROOT}/tests/*.c")
list(FILTER files EXCLUDE REGEX "node_modules")
foreach(file IN LISTS files)
    math(EXPR seen "${seen} + 1")
    get_filename_component(name "${file}" NAME)
    get_filename_component(stem "${file}" NAME_WE)
    get_filename_component(folder "${file}" DIRECTORY)
    set(listed FALSE)
    while(NOT listed AND NOT folder STREQUAL "")
        file(GLOB lists "${ROOT}/${folder}/CMakeLists.txt" "${ROOT}/${folder}/*.cmake")
        foreach(list IN LISTS lists)
            file(READ "${list}" text)
            string(REGEX REPLACE "^test_" "" tested "${stem}")
            if(text MATCHES "[ \t\n(/](${name}|${stem}|${tested})[ \t\n)]")
                set(listed TRUE)
            endif()
        endforeach()
        if(NOT folder MATCHES "/")
            break()
        endif()
        get_filename_component(folder "${folder}" DIRECTORY)
    endwhile()
    if(NOT listed)
        message(NOTICE "${file}: no CMakeLists.txt lists it")
        math(EXPR faults "${faults} + 1")
    endif()
endforeach()

if(faults GREATER 0 OR seen EQUAL 0)
    message(FATAL_ERROR "${faults} of ${seen} files are not listed")
endif()
message(STATUS "${seen} files are listed")
