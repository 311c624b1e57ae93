# SPDX-License-Identifier: MIT
# page.cmake - is a page of docs/ what the program says now?
#
# usage: cmake -D PROGRAM=goldprep -D PAGE=facts -D FILE=docs/facts.md -P page.cmake

cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND "${PROGRAM}" help --markdown "${PAGE}"
    OUTPUT_VARIABLE made RESULT_VARIABLE code)
if(NOT code EQUAL 0 OR made STREQUAL "")
    message(FATAL_ERROR "'goldprep help --markdown ${PAGE}' ended with ${code}")
endif()
if(NOT EXISTS "${FILE}")
    message(FATAL_ERROR "${FILE} is missing: goldprep help --markdown ${PAGE} > ${FILE}")
endif()
file(READ "${FILE}" kept)
if(NOT made STREQUAL kept)
    message(FATAL_ERROR "${FILE} is old: goldprep help --markdown ${PAGE} > ${FILE}")
endif()
