#!/bin/bash
# SPDX-License-Identifier: MIT
# undo_every_line.sh - an undo is killed right after each line of its journal, and in the middle of some;
# the next one goes on, and leaves the guest as it was before the run. The same of a run that is killed
# after each line of its own, and then taken back.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need_goldprep
need "$lab_host/journal_shim.so"
begin undo-every-line

goldprep='C:\goldprep\goldprep.exe'
apply=("$goldprep" apply --profile devbox --yes)
undo=("$goldprep" undo --yes)

# A small recovery partition: what lies in it is read and written in every run here.
small_disk() {
    mkdir "$folder/fresh" &&
        printf 'table gpt\nsize_mib 65536\nesp 100\nmsr 16\nwindows rest\nrecovery 8\n' \
            >"$folder/fresh/disk" &&
        "$lab_source/host/make_disk.py" "$folder/fresh/disk" "$folder/fresh/disk.img" \
            >"$folder/fresh/disk.values"
}

# clone NAME: a guest with that disk, started once, kept as it is then, and started again.
clone() {
    guest=$folder/$1
    lab_make win11-23h2-enterprise "$guest" "$folder/fresh" &&
        ln "$folder/fresh/disk.img" "$guest/disk.before.img" &&
        lab_boot "$guest" && lab_stop "$guest" &&
        "$lab_source/host/compare_undo.py" take "$guest" && lab_boot "$guest"
}

ends_with() {
    is "$lab_exit" "$1"
}

# shim VARIABLE LINE WORD...: runs the words with the shim in front of the guest's files.
shim() {
    local variable=$1 line=$2
    shift 2
    export LD_PRELOAD=$lab_host/journal_shim.so LAB_SHIM_REPORT=$guest/shim "$variable=$line"
    lab_run "$guest" "$@" >>"$guest/output.txt" 2>&1
    unset LD_PRELOAD LAB_SHIM_REPORT "$variable"
}

is_taken_back() {
    lab_run "$guest" "${undo[@]}" >>"$guest/output.txt" 2>&1 && ends_with 0 && return 0
    # A run whose plan never reached the disk was never begun.
    grep -q 'there is no run in' "$guest/output.txt" && return 0
    cat "$guest/output.txt"
    return 1
}

finish_one() {
    lab_stop "$guest"
    check "the guest is as it was" "$lab_source/host/compare_undo.py" compare "$guest"
    [ "$wrong" != 0 ] || rm -rf "$guest"
}

# disturb_undo VARIABLE LINE REPORT
disturb_undo() {
    check "$3 line $2 of the undo: a guest starts" clone "undo-$1-$2"
    lab_run "$guest" "${apply[@]}" >>"$guest/output.txt" 2>&1
    check "apply runs" ends_with 0
    shim "$1" "$2" "${undo[@]}"
    check "it was $3 line $2" has "$guest/shim" "$3 line $2"
    check "the next undo finishes" is_taken_back
    finish_one
}

# disturb_run VARIABLE LINE REPORT
disturb_run() {
    check "$3 line $2 of the run: a guest starts" clone "run-$1-$2"
    shim "$1" "$2" "${apply[@]}"
    check "it was $3 line $2" has "$guest/shim" "$3 line $2"
    check "undo takes back what was done" is_taken_back
    finish_one
}

check 'a disk is made' small_disk
check 'a guest runs undisturbed' clone reference
lab_run "$guest" "${apply[@]}" >>"$guest/output.txt" 2>&1
check 'to the end of apply' ends_with 0
lab_stop "$guest"
lab_collect "$guest"
run_lines=$(wc -l <"$guest/journal")
check 'starts again' lab_boot "$guest"
check 'and is taken back' is_taken_back
lab_stop "$guest"
lab_collect "$guest"
lines=$(wc -l <"$guest/journal")
check 'with a journal of two lines a step, and two more' is $((lines - run_lines)) 10
check 'the guest is as it was' "$lab_source/host/compare_undo.py" compare "$guest"

for ((line = run_lines + 1; line <= lines; line++)); do
    disturb_undo LAB_KILL_AFTER_JOURNAL_LINE "$line" 'killed after'
done
for line in $((run_lines + 2)) $((run_lines + 5)) "$lines"; do
    disturb_undo LAB_TEAR_JOURNAL_LINE "$line" 'killed in the middle of'
done
for ((line = 1; line <= run_lines; line++)); do
    disturb_run LAB_KILL_AFTER_JOURNAL_LINE "$line" 'killed after'
done
