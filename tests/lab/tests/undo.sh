#!/bin/bash
# SPDX-License-Identifier: MIT
# undo.sh - a guest that apply has changed is taken back: disk, registry and files are as they were but
# for what docs/undo.md says. So is one whose prepare came as far as sysprep, which refused; one that
# sysprep has begun to change is not.
#
# usage: undo.sh RECIPE
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need_goldprep
recipe=$1
goldprep='C:\goldprep\goldprep.exe'

# What apply (or prepare) and undo end with, with the restarts that they ask for; what cannot be undone,
# and what then differs.
run=(apply --profile devbox --yes)
apply='0'
undo='0'
stays=()
differs=()
case $recipe in
    reserved-storage-restart) apply='3010 0' undo='3010 0' ;;
    restart-pending)
        apply='3010 0' undo='3'
        stays=('restart: what Windows had put off is finished')
        differs=('rebootpending|rebootrequired|postrebootreporting|component based servicing')
        ;;
    delete-lies | reagentc-fails) apply='1' ;;
    appx-removal-fails)
        apply='1' undo='3'
        stays=('AppX package')
        differs=('appx')
        ;;
    sysprep-fails-appx-four)
        undo='3'
        stays=('AppX package')
        differs=('appx')
        ;;
    # Whatever changes a service has Wine write out what Windows has there from the beginning.
    sysprep-fails-appx)
        run[0]=prepare apply='6'
        differs=('services.(edgeupdate|edgeupdatem|installservice|usosvc), (objectname|preshutdowntimeout)')
        ;;
    # What held the reserve lets it go by itself.
    reserved-storage-busy) differs=('reservemanager, activescenario') ;;
    sysprep-hangs) run[0]=prepare apply='7' undo='5' ;;
    bitlocker-decrypts)
        undo='3'
        stays=('BitLocker: the volume of Windows was')
        differs=('^disk: ')
        ;;
esac

ends_with() {
    is "$codes" "$1"
}

# run_on NAME WORD...: runs the command, restarting the guest while it asks for that; sets codes.
run_on() {
    local name=$1
    shift
    lab_run "$guest" "$goldprep" "$@" >"$guest/$name.txt" 2>&1 || return 1
    codes=$lab_exit
    while [ "$lab_exit" = 3010 ]; do
        lab_restart "$guest" || return 1
        # An apply is gone on with by resume, an undo by the same words.
        [ "$1" = undo ] || set -- resume
        lab_run "$guest" "$goldprep" "$@" >>"$guest/$name.txt" 2>&1 || return 1
        codes="$codes $lab_exit"
    done
}

sound_table() {
    sgdisk --verify "$guest/disk.img" | grep -q 'No problems found'
}

begin "undo-$recipe"
# One that is only started shows what every start makes; a second start of it would be a restart, for
# which some recipes wait.
check "a guest like it starts" new_guest "$recipe" reference
lab_stop "$guest"
check "what it is, is kept" "$lab_source/host/compare_undo.py" take "$guest"
before=$guest/undo.before.json
check "a guest starts" new_guest "$recipe" guest
cp "$before" "$guest/"

read -r -a options <<<"$(lab_value "$recipe" prepare_options)"
check "${run[0]} runs" run_on apply "${run[@]}" "${options[@]}"
check "${run[0]} ends with $apply" ends_with "$apply" || cat "$guest/apply.txt"
if [ "$undo" = 5 ]; then
    check "undo runs" run_on undo undo --yes
    check "undo is refused" ends_with 5
    check "it says why" has "$guest/undo.txt" 'sysprep is at work'
    exit
fi
lab_stop "$guest"
changed() {
    ! "$lab_source/host/compare_undo.py" compare "$guest" >"$guest/changes.txt"
}
check "it has changed something" changed
check "it starts again" lab_boot "$guest"

check "a trial of undo runs" run_on trial undo --trial
check "undo runs" run_on undo undo --yes
check "undo ends with $undo" ends_with "$undo"
for words in "${stays[@]}"; do
    check "it says: cannot be undone: $words" has "$guest/undo.txt" "cannot be undone: ${words:0:20}"
done
[ ${#stays[@]} -gt 0 ] ||
    check "it says that everything is back" has "$guest/undo.txt" 'as it was before it'
check "nothing is left to be taken back" run_on again undo --yes
check "which is refused" ends_with 5
lab_stop "$guest"
check "the guest is as it was" "$lab_source/host/compare_undo.py" compare "$guest" "${differs[@]}"
check "its table holds" sound_table
check "no content is left behind" not compgen -G "$drive/ProgramData/goldprep/partition-*"
[ "$wrong" = 0 ] || cat "$guest/apply.txt" "$guest/undo.txt"
