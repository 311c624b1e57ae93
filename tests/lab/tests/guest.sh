#!/bin/bash
# SPDX-License-Identifier: MIT
# guest.sh - a guest starts, is a Windows 11 on a disk of its own, restarts, and is cut off.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need "$lab_windows/labdisk.sys" "$lab_host/add_export" "$lab_host/journal_shim.so"
begin guest

probe='C:\LabGuest\labprobe.exe'
servicing='SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
reserves='SOFTWARE\Microsoft\Windows\CurrentVersion\ReserveManager'
state='SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'

# says PROGRAM TEXT [ARG ...]: it ends with 0 and prints that line.
says() {
    local program=$1 text=$2
    shift 2
    lab_run "$guest" "$program" "$@" >"$folder/said" && is "$lab_exit" 0 && has "$folder/said" "$text"
}

exits() {
    local code=$1
    shift
    lab_run "$guest" "$@" >"$folder/said" && is "$lab_exit" "$code"
}

in_registry() {
    is "$(lab_registry "$guest" "$1" "$2")" "$3"
}

check 'a guest starts' new_guest restart-pending first
check 'its version is the one of the recipe' says "$probe" 'version 10.0.22631 type 1' machine
check 'its firmware is UEFI' says "$probe" 'firmware 2' machine
check 'it has a TPM 2.0' says "$probe" 'tpm 2' machine
check 'it sees its own disk' says "$probe" 'partition 3 at 122683392 length 67861741568' disk
check 'exit codes come whole' exits 3010 "$probe" exit 3010
check 'a failing program is no failure of the lab' exits 4294967295 "$probe" exit 4294967295
check 'the registry is the one of the recipe' \
    in_registry 'SOFTWARE\Microsoft\Windows NT\CurrentVersion' EditionID Enterprise
check 'it has a name of its own' in_registry \
    'SYSTEM\CurrentControlSet\Control\ComputerName\ActiveComputerName' ComputerName GOLDEN-VM
check 'nobody has asked for power-off' test ! -e "$guest/power-off"
check 'asking for power-off is seen' exits 0 "$probe" shutdown
check 'and noted' test -e "$guest/power-off"

# What a restart settles: the first boot has left the recipe's keys alone.
printf 'old' >"$drive/old.txt"
check 'a restart is pending at first' exits 0 reg query "HKLM\\$servicing"
cat >"$folder/later.reg" <<'END'
Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\SOFTWARE\LabGuest\dismapi]
"PendingState"=dword:00000000

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager]
"PendingFileRenameOperations"=hex(7):5c,00,3f,00,3f,00,5c,00,43,00,3a,00,5c,00,6f,00,6c,00,64,00,\
  2e,00,74,00,78,00,74,00,00,00,00,00,00,00
END
lab_registry_file "$folder/later.reg" >"$drive/later.reg"
check 'values can be set' exits 0 reg import 'C:\later.reg'
check 'reserved storage is on' in_registry "$reserves" ShippedWithReserves 0x1
check 'the guest restarts' lab_restart "$guest"
check 'no restart is pending any more' exits 1 reg query "HKLM\\$servicing"
check 'what DISM had put off is done' in_registry "$reserves" ShippedWithReserves 0x0
check 'a pending delete was performed' test ! -e "$drive/old.txt"
check 'the disk is there again' says "$probe" 'partition 3 at 122683392' disk

# The journal shim, on a program that writes as a journal does.
journal='C:\LabGuest\journal'
lines() {
    is "$(wc -l <"$drive/LabGuest/journal")" "$1"
}
with_shim() {
    rm -f "$drive/LabGuest/journal" "$guest/shim"
    LD_PRELOAD=$lab_host/journal_shim.so LAB_SHIM_REPORT=$guest/shim \
        lab_run "$guest" "$probe" journal "$journal" 5 >"$folder/said"
}
LAB_KILL_AFTER_JOURNAL_LINE=3 check 'a process can be killed after line 3' with_shim
check 'it was' has "$guest/shim" 'killed after line 3'
check 'and the line is whole' lines 3
LAB_TEAR_JOURNAL_LINE=2 check 'a line can be torn' with_shim
check 'it was' has "$guest/shim" 'killed in the middle of line 2'
check 'one line is whole' lines 1
check 'and half of another is there' has "$drive/LabGuest/journal" 'line 2 of'
LAB_JOURNAL_ENOSPC_AT_LINE=4 check 'the disk can be full' with_shim
check 'and the program is told' is "$lab_exit" 112
check 'lines before it are there' lines 3

check 'the guest stops' lab_stop "$guest"
check 'and runs no more' not lab_is_running "$guest"
check 'its registry can be read then' in_registry "$state" ImageState IMAGE_STATE_COMPLETE
check 'all of it' in_registry \
    'SYSTEM\CurrentControlSet\Control\ProductOptions' ProductType WinNT
