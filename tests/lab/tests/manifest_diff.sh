#!/bin/bash
# SPDX-License-Identifier: MIT
# manifest_diff.sh - what changed between two guests that were sealed reads like a release note, on Linux.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need_goldprep
need "$LAB_LINUX_GOLDPREP"
begin manifest-diff
goldprep='C:\goldprep\goldprep.exe'
windows='HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion'

# sealed NAME: the manifest is then in the folder.
sealed() {
    lab_run "$guest" "$goldprep" prepare --profile devbox --yes >"$guest/said" 2>&1
    is "$lab_exit" 0 || { cat "$guest/said"; return 1; }
    cp "$drive/ProgramData/goldprep/manifest.json" "$folder/$1.json"
    lab_stop "$guest"
}

check 'a guest starts that is ready already' new_guest already-ready old
check 'it is sealed' sealed old
check 'a factory guest starts' new_guest win11-23h2-enterprise new
check 'it gets an update' lab_wine "$guest/guest" reg add "$windows" /v UBR /t REG_DWORD /d 9999 /f
check 'and a program that starts by itself' lab_wine "$guest/guest" reg add \
    'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run' /v Contoso /d contoso.exe /f
check 'it is sealed, too' sealed new

check 'each is whole and ready' "$LAB_LINUX_GOLDPREP" manifest check "$folder/new.json"
"$LAB_LINUX_GOLDPREP" manifest diff "$folder/old.json" "$folder/new.json" | tee "$folder/note"
one_line() {
    tr -s '\n ' ' ' <"$folder/note" | grep -qF -- "$1"
}
check 'it names both' one_line 'from '
check 'the update' grep -qE 'build: 22631\.[0-9]+ -> 22631\.9999' "$folder/note"
check 'what was added' one_line '+ run.entries: Contoso (hive: machine)'
check 'what goldprep had to do' one_line '+ Delete the recovery partition (delete-recovery-partition)'
check 'and nothing of what it did both times' not one_line 'Generalize Windows with sysprep'
check 'a setting of a driver' one_line 'driver.stornvme_start_override: 0 -> 3'
check 'a guest is as itself' grep -qx 'Nothing changed.' \
    <("$LAB_LINUX_GOLDPREP" manifest diff "$folder/new.json" "$folder/new.json")
