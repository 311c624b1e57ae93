# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# check.sh - what the lab's tests share: a guest of their own, and checks that are counted.
#
# Sourced. Ends with 77 (skipped) where what goes into a guest has not been built, unless LAB_REQUIRED
# is set.

set -o pipefail
# shellcheck source=tests/lab/lab.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lab.sh"

checks=0
wrong=0

# check TEXT COMMAND [ARG ...]: TEXT states what is true when the command succeeds.
check() {
    local text=$1
    shift
    checks=$((checks + 1))
    if "$@"; then
        echo "ok     $text"
    else
        echo "WRONG  $text ($*)"
        wrong=$((wrong + 1))
    fi
}

is() {
    [ "$1" = "$2" ] || { echo "       seen: '$1'"; return 1; }
}

not() {
    ! "$@"
}

has() {
    grep -qF -- "$2" "$1"
}

lacks() {
    ! grep -qF -- "$2" "$1"
}

# need FILE ...: skipped when one is not there.
need() {
    local file
    for file in "$@"; do
        [ ! -e "$file" ] || continue
        echo "'$file' has not been built"
        [ -n "${LAB_REQUIRED:-}" ] && exit 1
        exit 77
    done
}

need_goldprep() {
    need "$lab_exe" "$lab_windows/labboot.exe" "$lab_host/add_export"
}

# Those of this test: in its folder, or in a folder of that.
stop_guests() {
    local one
    for one in "$folder"/*/ "$folder"/*/*/; do
        [ ! -d "$one/guest" ] || lab_stop "${one%/}"
    done
}

# A fresh folder of this test; what it had before goes.
fresh_folder() {
    folder=$lab_output/$1
    mkdir -p "$folder"
    stop_guests
    rm -rf "$folder"
    mkdir -p "$folder"
}

# new_guest RECIPE NAME: made and started; sets guest and drive.
new_guest() {
    guest=$folder/$2
    drive=$guest/guest/drive_c
    lab_make "$1" "$guest" && lab_boot "$guest"
}

# Every guest of this test is stopped, however the test ends; files go when all is well.
finish() {
    local code=$?
    stop_guests
    echo "$checks checks, $wrong wrong"
    [ "$code" = 0 ] || exit "$code"
    [ "$wrong" = 0 ] && [ "$checks" -gt 0 ] || exit 1
    rm -rf "$folder"
}

begin() {
    fresh_folder "$1"
    trap finish EXIT
    trap 'exit 130' INT TERM HUP
}
