# SPDX-License-Identifier: MIT
# totals.cmake - what the tests said, as they said it, and the sum.
#
# usage: cmake -D "BUILDS=<build folder>;..." -P totals.cmake

cmake_minimum_required(VERSION 3.25)
set(checks 0)
set(wrong 0)
set(passed 0)
set(failed 0)
set(skipped 0)

foreach(build IN LISTS BUILDS)
    file(STRINGS "${build}/Testing/Temporary/LastTest.log" lines
        REGEX "^([0-9]+%: Checks: |Test (Passed|Failed|Timeout|Not Run|Skipped)|.*\\*\\*\\*)")
    foreach(line IN LISTS lines)
        if(line MATCHES "^[0-9]+%: Checks: ([0-9]+), Failures: ([0-9]+), Errors: ([0-9]+)")
            math(EXPR checks "${checks} + ${CMAKE_MATCH_1}")
            math(EXPR wrong "${wrong} + ${CMAKE_MATCH_2} + ${CMAKE_MATCH_3}")
        elseif(line MATCHES "^Test Passed")
            math(EXPR passed "${passed} + 1")
        elseif(line MATCHES "^Test Skipped")
            math(EXPR skipped "${skipped} + 1")
        elseif(line MATCHES "^Test ")
            math(EXPR failed "${failed} + 1")
        endif()
    endforeach()
endforeach()

message(NOTICE "Check: ${checks} checks, ${wrong} failures and errors, in the unit and golden tests above")
message(NOTICE "CTest: tests of all builds")
message(NOTICE "${passed} passed, ${failed} failed, ${skipped} skipped")
