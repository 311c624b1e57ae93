#!/bin/bash
# SPDX-License-Identifier: MIT
# installer.sh - the MSI in a guest: installed, repaired, upgraded, refused, removed; and goldprep gone
# from a machine that it has sealed. What is left behind is compared key by key and file by file.
#
# usage: installer.sh msi|run|service|traces
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need_goldprep
for tool in wixl msibuild; do
    command -v "$tool" >/dev/null || need "/usr/bin/$tool"
done
begin "installer-$1"

installed='C:\Program Files\goldprep\goldprep.exe'
service='SYSTEM\CurrentControlSet\Services\goldprep'
events='SYSTEM\CurrentControlSet\Services\EventLog\Application\goldprep'
uninstall='SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall'
environment='SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
state='SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'

# make_msi NAME VERSION [TEXT]: of the program; with a text behind it, of another one.
make_msi() {
    cp "$lab_exe" "$folder/$1.exe" && printf '%s' "${3:-}" >>"$folder/$1.exe" &&
        SOURCE_DATE_EPOCH=1764140000 "$lab_root/installer/make_msi.py" "$folder/$1.exe" \
            "$lab_root/agent/win/goldprep.ico" "$2" "$folder/$1.msi"
}

# A guest without goldprep, that has the packages.
new_machine() {
    new_guest "$1" "$2" || return 1
    rm -r "$drive/goldprep" && mkdir "$drive/out" && cp "$folder"/*.msi "$drive/out/"
}

# msiexec CODE WORD ...: ends with that code.
msiexec() {
    local code=$1
    shift
    lab_run "$guest" 'C:\windows\system32\msiexec.exe' "$@" /qn '/l*v' 'C:\out\msi.log' \
        >"$guest/said" 2>&1
    is "$lab_exit" "$code" || { cat "$guest/said"; tail -n 20 "$drive/out/msi.log"; return 1; }
}

repair() { # NAME
    msiexec 0 /i "C:\\out\\$1.msi" REINSTALL=ALL REINSTALLMODE=amus
}

# ends_with CODE PROGRAM WORD ...
ends_with() {
    local code=$1
    shift
    lab_run "$guest" "$@" >"$guest/said" 2>&1
    is "$lab_exit" "$code" || { cat "$guest/said"; return 1; }
}

in_registry() { # KEY VALUE CONTENT
    is "$(lab_registry "$guest" "$1" "$2")" "$3"
}

not_in_registry() { # KEY VALUE
    is "$(lab_registry "$guest" "$1" "$2")" ''
}

# Versions of all goldpreps that are listed in Add or remove programs.
listed() {
    is "$(lab_wine "$guest/guest" reg query "HKLM\\$uninstall" /s 2>/dev/null | tr -d '\r' |
        sed -n 's/^ *DisplayVersion *REG_SZ *//p' | xargs)" "$1"
}

program_is() { # NAME of a package
    cmp "$folder/$1.exe" "$drive/Program Files/goldprep/goldprep.exe"
}

take() { # NAME: the guest is stopped for it
    lab_stop "$guest" && "$lab_source/host/traces.py" take "$guest" "$folder/$1.json"
}

# Wine's second boot leaves what the first one did not: that is no trace of anybody.
take_settled() {
    lab_restart "$guest" && take "$1"
}

# Wine leaves the semicolons between what it has removed.
path_is() {
    is "$(lab_registry "$guest" "$environment" PATH | sed 's/;*$//')" "$1"
}

same() { # BEFORE AFTER ALLOWED
    "$lab_source/host/traces.py" compare "$folder/$1.json" "$folder/$2.json" \
        "$lab_source/traces/$3"
}

path_has() { # the program's folder, once
    is "$(lab_registry "$guest" "$environment" PATH | grep -o 'Program Files.goldprep' | wc -l)" "$1"
}

check_installed() {
    check 'the program is there' program_is "$1"
    check 'the service is there, quoted' in_registry "$service" ImagePath "\"$installed\" service run"
    check 'it is started on demand' in_registry "$service" Start 0x3
    check 'as LocalSystem' in_registry "$service" ObjectName LocalSystem
    check 'the event source names the program' in_registry "$events" EventMessageFile "$installed"
    check 'PATH has its folder' path_has 1
    check 'the Start menu has it' test -n "$(find "$drive" -name goldprep.lnk)"
    check 'Add or remove programs lists one' listed "$2"
}

play_msi() {
    check 'a guest is made' new_machine already-ready msi
    check 'it is looked at' take_settled before
    check 'it starts again' lab_restart "$guest"
    path=$(lab_registry "$guest" "$environment" PATH)
    check 'the package is installed silently' msiexec 0 /i 'C:\out\one.msi' BUILD=1
    check 'with a log' test -s "$drive/out/msi.log"
    check_installed one 0.1.0
    check 'what it is for is kept' in_registry 'SOFTWARE\goldprep' Build 1
    check 'its program runs' ends_with 0 "$installed" version

    rm "$drive/Program Files/goldprep/goldprep.exe"
    check 'a repair brings a file back' repair one
    check_installed one 0.1.0
    echo damaged >"$drive/Program Files/goldprep/goldprep.exe"
    check 'and replaces a damaged one' repair one
    check 'which is the right one then' program_is one

    check 'a newer one takes its place' msiexec 0 /i 'C:\out\two.msi'
    check_installed two 0.2.0
    check 'and is for the same' in_registry 'SOFTWARE\goldprep' Build 1
    # Wine removes the older one behind the newer one's registration, and forgets how the two are
    # related: what comes next begins with one that was installed by itself.
    check 'it is removed' msiexec 0 /x 'C:\out\two.msi'
    check 'it is installed again' msiexec 0 /i 'C:\out\two.msi'
    check 'what it was for was forgotten' in_registry 'SOFTWARE\goldprep' Build ''

    check 'an older one is refused' msiexec 1603 /i 'C:\out\one.msi'
    check 'by its launch condition' has "$drive/out/msi.log" 'NEWER_IS_THERE = {'
    check_installed two 0.2.0
    check 'the same version, built anew, is none' msiexec 0 /i 'C:\out\again.msi' BUILD=1
    check_installed again 0.2.0
    check 'and is for what is said now' in_registry 'SOFTWARE\goldprep' Build 1

    check 'it is removed' msiexec 0 /x 'C:\out\again.msi'
    check 'PATH is as before' path_is "$path"
    check 'the guest is looked at again' take after
    check 'and is as before' same before after removed
}

# Removed in the middle of a run: what the run needs to go on stays.
play_run() {
    check 'a guest is made' new_machine reserved-storage-restart run
    check 'goldprep is installed' msiexec 0 /i 'C:\out\one.msi'
    check 'a run wants a restart' ends_with 3010 "$installed" prepare --profile devbox --yes
    check 'goldprep is removed meanwhile' msiexec 0 /x 'C:\out\one.msi'
    check 'the program is gone' test ! -e "$drive/Program Files/goldprep"
    check 'the journal is there' test -s "$drive/ProgramData/goldprep/journal"
    check 'the guest restarts' lab_restart "$guest"
    check 'a newer goldprep is installed' msiexec 0 /i 'C:\out\two.msi'
    check 'and ends the run' ends_with 0 "$installed" resume
    check 'the machine is sealed' in_registry "$state" ImageState IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE
}

# Wine's service manager writes a service's key when it is changed: what was taken out comes back.
forget_description() {
    lab_wine "$guest/guest" reg delete "HKLM\\$service" /v Description /f >/dev/null 2>&1 &&
        not_in_registry "$service" Description
}

no_service_key() {
    ! lab_wine "$guest/guest" reg query "HKLM\\$service" >/dev/null 2>&1
}

# Removed while its service runs: that is told to stop, and no file of it is in use.
play_service() {
    check 'a guest is made' new_machine already-ready service
    check 'goldprep is installed' msiexec 0 /i 'C:\out\one.msi'
    check 'what Windows Installer cannot set is not set' forget_description
    check 'its service starts' ends_with 0 'C:\windows\system32\net.exe' start goldprep
    check 'and has set that itself' in_registry "$service" Description "$(sed -n \
        's/.*Description="\(Carries[^"]*\)".*/\1/p' "$lab_root/installer/product.wxs")"
    check 'a repair stops it' repair one
    check 'it starts again' ends_with 0 'C:\windows\system32\net.exe' start goldprep
    check 'it is removed while it runs' msiexec 0 /x 'C:\out\one.msi'
    check 'its key is gone' no_service_key
    check 'and its program' test ! -e "$drive/Program Files/goldprep"
}

# The program's file goes when its process has ended: wait for that, as the machine does.
gone() {
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        [ -e "$1" ] || return 0
        sleep 0.2
    done
    return 1
}

removed_in_manifest() {
    is "$(python3 -c 'import json, sys
agent = json.load(open(sys.argv[1]))["agent"]
print(*(row["what"] for row in agent["removed"]), "|", *(row["what"] for row in agent["leaves"]), "|",
    *(row["what"] for row in agent["left"]))' "$drive/out/manifest.json")" "$1"
}

# The same machine, prepared by a program that was copied there and then taken away by hand, and by one
# that was installed and removes itself: nothing differs.
play_traces() {
    check 'a guest is made' new_machine win11-23h2-enterprise reference
    mkdir "$drive/tools" && cp "$lab_exe" "$drive/tools/goldprep.exe"
    check 'it is prepared by a copied program' ends_with 0 'C:\tools\goldprep.exe' prepare \
        --profile devbox --yes --no-shutdown --manifest 'C:\out\manifest.json'
    rm -r "$drive/tools" "$drive/ProgramData/goldprep"
    check 'it is looked at' take reference

    check 'another guest is made' new_machine win11-23h2-enterprise removed
    check 'goldprep is installed for a build' msiexec 0 /i 'C:\out\one.msi' BUILD=1
    check 'without a place for the manifest it does not begin' ends_with 2 "$installed" prepare \
        --profile devbox --yes
    check 'its service runs' ends_with 0 'C:\windows\system32\net.exe' start goldprep
    check 'it prepares the machine and goes' ends_with 0 "$installed" prepare --profile devbox --yes \
        --manifest 'C:\out\manifest.json'
    check 'it asked for power-off' test -e "$guest/power-off"
    check 'its folder is gone' gone "$drive/Program Files/goldprep"
    check 'the state folder is gone' test ! -e "$drive/ProgramData/goldprep"
    check 'the manifest says so' removed_in_manifest 'installation state-folder | program |'
    check 'and holds' "$LAB_LINUX_GOLDPREP" manifest check "$drive/out/manifest.json"
    check 'nothing is to be done at the next start' not_in_registry \
        'SYSTEM\CurrentControlSet\Control\Session Manager' PendingFileRenameOperations
    check 'the guest is looked at' take removed
    check 'nothing of goldprep is left' same reference removed sealed
}

make_msi one 0.1.0 && make_msi two 0.2.0 'the next one' && make_msi again 0.2.0 'built anew' || exit 1
"play_$1"
