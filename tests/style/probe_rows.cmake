# SPDX-License-Identifier: MIT
# probe_rows.cmake - every probe has a test that counts its rows: there, absent, denied, malformed.
#
# usage: cmake -D ROOT=<folder> -P probe_rows.cmake
file(STRINGS "${ROOT}/probes/list.h" lines REGEX "^PROBE\\(")
set(count 0)
foreach(line IN LISTS lines)
    string(REGEX REPLACE "^PROBE\\(([a-z0-9_]+)\\).*" "\\1" probe "${line}")
    set(test "${ROOT}/tests/unit/test_${probe}.c")
    if(NOT EXISTS "${test}")
        message(SEND_ERROR "probe '${probe}' has no ${test}")
        continue()
    endif()
    file(READ "${test}" content)
    if(NOT content MATCHES "\nPROBE_MAIN(_WITHOUT|_AND)?\\([\n ]*probe_${probe},")
        message(SEND_ERROR "'${test}' does not count the rows of probe '${probe}' by PROBE_MAIN")
    endif()
    math(EXPR count "${count} + 1")
endforeach()
message(STATUS "${count} probes have a test that counts their rows")
