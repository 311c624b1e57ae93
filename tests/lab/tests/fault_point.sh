#!/bin/bash
# SPDX-License-Identifier: MIT
# fault_point.sh - one point of fault-points, or the run that it is compared with: for ./dev bench faults,
# which plays several at once.
#
# usage: fault_point.sh FOLDER reference RECIPE
#        fault_point.sh FOLDER point 'RECIPE|POINT|LAST'
# Appends "RECIPE <tab> kind <tab> 1 or 0 <tab> seconds <tab> POINT" to FOLDER/results; 1: as it must be.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"
# shellcheck source=tests/lab/tests/fault.sh
. "$(dirname "$0")/fault.sh"

folder=$1
SECONDS=0
if [ "$2" = reference ]; then
    fault_reference "$3"
    exit
fi
IFS='|' read -r recipe point last <<<"$3"
trap '[ -z "${guest:-}" ] || lab_stop "$guest"; exit 130' INT TERM HUP
right=0
said=$(fault_try "$recipe" "$point" "$last" 2>&1)
result=$?
if [ "$result" = 2 ]; then # nothing has been tried
    said=$said$(fault_try "$recipe" "$point" "$last" 2>&1)
    result=$?
fi
[ "$result" != 0 ] || right=1
kind=recovers
[[ $last != 'ends '* ]] || kind=ends
printf '%s\t%s\t%s\t%s\t%s\n' "$recipe" "$kind" "$right" "$SECONDS" "$point" >>"$folder/results"
[ "$right" = 1 ] || printf 'WRONG  %s: %s\n%s\n' "$recipe" "$point" "$said"
