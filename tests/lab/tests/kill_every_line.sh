#!/bin/bash
# SPDX-License-Identifier: MIT
# kill_every_line.sh - goldprep is killed right after each line of its journal, one run a line; resumed,
# it leaves the same machine behind as a run that nobody disturbed. Some lines are torn as well.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need_goldprep
need "$lab_host/journal_shim.so"
begin kill-every-line

goldprep='C:\goldprep\goldprep.exe'
prepare=("$goldprep" prepare --profile devbox --yes)

# clone NAME: a guest with the disk of the first one, started.
clone() {
    guest=$folder/$1
    lab_make win11-23h2-enterprise "$guest" "$folder/fresh" && lab_boot "$guest"
}

ends_with() {
    is "$lab_exit" "$1"
}

# Goes on until nothing is left: what a person or Packer would do after a crash.
finish_run() {
    lab_run "$guest" "$goldprep" resume >"$guest/resume.txt" 2>&1 && [ "$lab_exit" = 0 ] && return 0
    # A run whose plan never reached the disk was never begun.
    grep -q 'no unfinished run' "$guest/resume.txt" &&
        lab_run "$guest" "${prepare[@]}" >>"$guest/resume.txt" 2>&1 && [ "$lab_exit" = 0 ] &&
        return 0
    cat "$guest/resume.txt"
    return 1
}

# disturb VARIABLE LINE REPORT: a run that the shim ends, resumed, compared, its files removed.
disturb() {
    local variable=$1 line=$2 report=$3
    check "$report line $line: a guest starts" clone "$variable-$line"
    export LD_PRELOAD=$lab_host/journal_shim.so LAB_SHIM_REPORT=$guest/shim "$variable=$line"
    lab_run "$guest" "${prepare[@]}" >"$guest/prepare.txt" 2>&1
    unset LD_PRELOAD LAB_SHIM_REPORT "$variable"
    check "it was $report line $line" has "$guest/shim" "$report line $line"
    check "resume finishes" finish_run
    check "the machine asked for power-off" test -e "$guest/power-off"
    lab_stop "$guest"
    lab_collect "$guest"
    check "the machine is the same" "$lab_source/host/compare_runs.py" "$folder/reference" "$guest"
    [ "$wrong" != 0 ] || rm -rf "$guest"
}

check 'a guest is made' lab_make win11-23h2-enterprise "$folder/fresh"
check 'it runs undisturbed' clone reference
lab_run "$guest" "${prepare[@]}" >"$guest/prepare.txt" 2>&1
check 'to its end' ends_with 0
lab_stop "$guest"
lab_collect "$guest"
lines=$(wc -l <"$guest/journal")
check 'with a journal of a plan, five steps and an end' test "$lines" -ge 12

for ((line = 1; line <= lines; line++)); do
    disturb LAB_KILL_AFTER_JOURNAL_LINE "$line" 'killed after'
done
for line in 1 $((lines / 2)) "$lines"; do
    disturb LAB_TEAR_JOURNAL_LINE "$line" 'killed in the middle of'
done
