#!/bin/bash
# SPDX-License-Identifier: MIT
# faults.sh - a full disk, a second run at once, and a power cut: nothing is lost, nothing done twice.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need_goldprep
need "$lab_host/journal_shim.so"
begin faults

goldprep='C:\goldprep\goldprep.exe'
prepare=("$goldprep" prepare --profile devbox --yes)
state='SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'

ends_with() {
    local code=$1
    shift
    lab_run "$guest" "$@" >"$guest/said" 2>&1
    is "$lab_exit" "$code" || { cat "$guest/said"; return 1; }
}

# with_shim VARIABLE LINE CODE: prepare ends with that code.
with_shim() {
    local result
    export LD_PRELOAD=$lab_host/journal_shim.so LAB_SHIM_REPORT=$guest/shim "$1=$2"
    ends_with "$3" "${prepare[@]}"
    result=$?
    unset LD_PRELOAD LAB_SHIM_REPORT "$1"
    return $result
}

in_registry() {
    is "$(lab_registry "$guest" "$1" "$2")" "$3"
}

# The disk is full when line 6 is to be written: deleting the partition has not begun.
check 'a guest starts' new_guest win11-23h2-enterprise full
check 'prepare fails when its journal cannot be written' with_shim LAB_JOURNAL_ENOSPC_AT_LINE 6 1
check 'it was line 6' has "$guest/shim" 'no space for line 6'
check 'the error names the file' has "$guest/said" 'journal'
check 'the partition that was to be deleted is there' has \
    <(sfdisk --dump "$guest/disk.img") 'start=   132782080'
check 'with space again, resume finishes' ends_with 0 "$goldprep" resume
check 'the machine is sealed' in_registry "$state" ImageState IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE
check 'sysprep ran once' in_registry 'SOFTWARE\LabGuest\sysprep' Runs 0x1
lab_stop "$guest"

# The plan itself cannot be written: nothing has begun.
check 'another guest starts' new_guest win11-23h2-enterprise planless
check 'prepare fails when its plan cannot be written' with_shim LAB_JOURNAL_ENOSPC_AT_LINE 1 1
check 'nothing was changed' in_registry \
    'SOFTWARE\Microsoft\Windows\CurrentVersion\ReserveManager' ShippedWithReserves 0x1
# A journal that cannot be gone on with is refused once, and kept.
printf 'no journal\n' >"$drive/ProgramData/goldprep/journal"
check 'a damaged journal is refused' ends_with 5 "$goldprep" resume
check 'named' has "$guest/said" 'line 1 of the journal'
check 'and set aside' test -n "$(ls "$drive"/ProgramData/goldprep/journal.*.damaged)"
check 'nothing is left to resume' ends_with 5 "$goldprep" resume
check 'and prepare works afterwards' ends_with 0 "${prepare[@]}"
lab_stop "$guest"

# Two at once: the first one waits for reserved storage.
check 'a third guest starts' new_guest reserved-storage-busy twice
(lab_run "$guest" "${prepare[@]}" >"$guest/first" 2>&1 && echo "$lab_exit" >"$guest/first.code") &
first=$!
journal=$drive/ProgramData/goldprep/journal
for ((tries = 0; tries < 100; tries++)); do
    grep -q '"kind":"begin"' "$journal" 2>/dev/null && break
    sleep 0.1
done
# The second one has an exit-code file of its own.
second() {
    lab_wine "$guest/guest" 'C:\LabGuest\labrun.exe' 'C:\LabGuest\second' "$goldprep" prepare \
        --profile devbox --yes >"$guest/said" 2>&1
    is "$(tr -d '\r' <"$drive/LabGuest/second")" "$1"
}
check 'a second run is refused' second 5
check 'and says why' has "$guest/said" 'another'
check 'the power is cut' lab_stop "$guest"
wait "$first"
check 'the guest starts again' lab_boot "$guest"
check 'resume finishes' ends_with 0 "$goldprep" resume
check 'the machine is sealed' in_registry "$state" ImageState IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE
