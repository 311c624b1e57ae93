#!/bin/bash
# SPDX-License-Identifier: MIT
# appx_one_by_one.sh - what goldprep spares people: sysprep names one package a run, so that four of
# them take five runs.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need "$lab_windows/labdisk.sys" "$lab_host/add_export"
begin appx-one-by-one

store='HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore'
sid=S-1-5-21-0-0-0
check 'a guest starts' new_guest sysprep-fails-appx-four guest
panther=$drive/windows/system32/Sysprep/Panther
tag=$drive/windows/system32/Sysprep/Sysprep_succeeded.tag

sysprep_runs() {
    lab_run "$guest" 'C:\windows\system32\Sysprep\sysprep.exe' \
        /generalize /oobe /mode:vm /quiet /quit >"$folder/said" && is "$lab_exit" 0
}

# What the log of the last run names, without the words around it.
refused() {
    sed -n 's/.*Package \([^ ]*\) was installed for a user, but not provisioned.*/\1/p' "$panther/setuperr.log"
}

# By hand, as the log's reader would: of whoever has it.
remove_package() {
    local user gone=1
    for user in 1000 1001; do
        lab_run "$guest" reg delete "$store\\$sid-$user\\$1" /f >"$folder/said" 2>&1
        [ "$lab_exit" != 0 ] || gone=0
    done
    return $gone
}

seen=
for run in 1 2 3 4; do
    check "run $run ends with 0" sysprep_runs
    check 'without the tag' test ! -e "$tag"
    name=$(refused)
    check "it names one package: $name" is "$(wc -w <<<"$name")" 1
    check 'and another one than before' not grep -qxF "$name" <<<"$seen"
    check 'which is removed by hand' remove_package "$name"
    seen+=$name$'\n'
done
check 'run 5 ends with 0' sysprep_runs
check 'with the tag' test -e "$tag"
check 'it names no package' is "$(refused)" ''
