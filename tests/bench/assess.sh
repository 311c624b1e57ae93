#!/bin/bash
# SPDX-License-Identifier: MIT
# assess.sh - what `goldprep assess` of every profile costs in the lab guest, measured side by side.
#
# usage: ./dev bench assess [PAIRS]
# Prints each pair and the medians: an empty program against assess, started the same way (the lab's);
# assess against a script that asks the same questions with `reg query` and its kin; processes started;
# memory; and how it grows with devices and packages. Ends with 1 when a bar of its own is missed.
set -o pipefail
LAB_OUTPUT=${LAB_OUTPUT:-$(cd "$(dirname "$0")/../.." && pwd)/build/bench}
# shellcheck source=tests/lab/lab.sh
. "$(dirname "$0")/../lab/lab.sh"

here=$(cd "$(dirname "$0")" && pwd)
pairs=${1:-9}
script_rounds=2
measure=$lab_root/build/linux/bench/measure
empty=$lab_root/build/windows-x64/bench/empty.exe
goldprep='C:\goldprep\goldprep.exe'
missed=0

bar() { # bar TEXT SEEN MOST
    if awk -v seen="$2" -v most="$3" 'BEGIN { exit !(seen <= most) }'; then
        echo "ok      $1: $2 (at most $3)"
    else
        echo "MISSED  $1: $2 (at most $3)"
        missed=1
    fi
}

median() {
    sort -n | awk '{ all[NR] = $1 } END { print NR % 2 ? all[(NR + 1) / 2] : (all[NR / 2] + all[NR / 2 + 1]) / 2 }'
}

# took PROGRAM [ARG ...]: sets ms; started as the lab starts every program.
took() {
    local began=$EPOCHREALTIME
    lab_run "$guest" "$@" >/dev/null || exit 1
    ms=$(awk -v from="$began" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", (to - from) * 1000 }')
}

# straight PROGRAM [ARG ...]: prints "ms KiB own-KiB" of the program alone, without the lab's own starter.
straight() {
    env -u DISPLAY -u WAYLAND_DISPLAY FONTCONFIG_SYSROOT="$lab_source" FONTCONFIG_FILE=/no-fonts.conf \
        WINEPREFIX="$guest/guest" WINESERVER="$lab_wine_server" \
        WINELOADER="$lab_tree/lib/wine/wine64" WINEARCH=win64 WINEDEBUG=-all \
        WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe=' \
        "$measure" "$lab_tree/lib/wine/wine64" "$@" </dev/null 2>&1
}

new_guest() {
    guest=$lab_output/$1
    [ ! -d "$guest" ] || { lab_stop "$guest"; rm -rf "$guest"; }
    mkdir -p "$lab_output" && lab_make win11-23h2-enterprise "$guest" && lab_boot "$guest" || exit 1
    cp "$empty" "$guest/guest/drive_c/empty.exe"
}

guest=
# shellcheck disable=SC2317 # the trap calls it
end_guest() {
    [ -z "$guest" ] || { lab_stop "$guest"; rm -rf "$guest"; }
}
trap end_guest EXIT
trap 'exit 130' INT TERM HUP

compare_with_empty() {
    local pair of_empty
    echo "== an empty program, and assess of every profile =="
    took 'C:\empty.exe'
    took "$goldprep" assess
    for ((pair = 1; pair <= pairs; pair++)); do
        took 'C:\empty.exe'
        of_empty=$ms
        took "$goldprep" assess
        awk -v pair="$pair" -v one="$of_empty" -v two="$ms" \
            'BEGIN { printf "pair %d: empty %.1f ms, assess %.1f ms, ratio %.2f\n", pair, one, two, two / one }'
        echo "$of_empty $ms" >>"$guest/pairs"
    done
    assess_ms=$(cut -d ' ' -f 2 "$guest/pairs" | median)
    bar "assess takes, in empty programs (median of pairs)" \
        "$(awk '{ printf "%.3f\n", $2 / $1 }' "$guest/pairs" | median)" 1.5
    echo "without the lab's starter: empty $(straight 'C:\empty.exe' | cut -d ' ' -f 1) ms," \
        "assess $(straight "$goldprep" assess | cut -d ' ' -f 1) ms"
}

compare_with_script() {
    local round count began script_ms
    echo "== the same questions, asked by a script =="
    lab_run "$guest" "$goldprep" facts --record 'C:\LabGuest\guest.rec' >/dev/null || exit 1
    count=$("$here/questions.py" "$guest/guest/drive_c/LabGuest/guest.rec" 2>&1 \
        >"$guest/guest/drive_c/LabGuest/questions.cmd") || exit 1
    for ((round = 1; round <= script_rounds; round++)); do
        took 'C:\windows\system32\cmd.exe' /c 'C:\LabGuest\questions.cmd'
        script_ms=$ms
        took "$goldprep" assess
        awk -v round="$round" -v count="$count" -v one="$ms" -v two="$script_ms" 'BEGIN {
            printf "round %d: assess %.1f ms, script of %d questions %.1f ms, ratio %.1f\n", round, one, count, two, two / one }'
        awk -v one="$ms" -v two="$script_ms" 'BEGIN { printf "%.4f\n", one / two }' >>"$guest/rounds"
    done
    bar "assess takes, in such scripts (median)" "$(median <"$guest/rounds")" 0.0833
}

count_processes() {
    local started control
    echo "== processes and memory =="
    started=$(LAB_WINEDEBUG=+process lab_wine "$guest/guest" "$goldprep" assess 2>&1 |
        grep -c 'NtCreateUserProcess')
    control=$(LAB_WINEDEBUG=+process lab_wine "$guest/guest" 'C:\windows\system32\cmd.exe' /c \
        'C:\empty.exe' 2>&1 | grep -c 'NtCreateUserProcess')
    [ "$control" -gt 0 ] || { echo "MISSED  the count of processes counts nothing"; missed=1; }
    bar "processes that assess starts" "$started" 0
    echo "resident with Wine's libraries, in KiB: empty $(straight 'C:\empty.exe' | cut -d ' ' -f 2)," \
        "assess $(straight "$goldprep" assess | cut -d ' ' -f 2)"
    bar "KiB of its own that assess holds at its peak" "$(straight "$goldprep" assess | cut -d ' ' -f 3)" 16384
}

# Devices and packages, in thousandths of 10,000 and 5,000.
compare_growth() {
    local share times=''
    echo "== more devices and packages =="
    for share in 125 250 500 1000; do
        "$here/many.py" "$((share * 10))" "$((share * 5))" >"$guest/many.reg"
        lab_registry_file "$guest/many.reg" >"$guest/guest/drive_c/LabGuest/many.reg"
        lab_wine "$guest/guest" reg import 'C:\LabGuest\many.reg' >/dev/null 2>&1 || exit 1
        took "$goldprep" assess
        took "$goldprep" assess
        printf '%d devices, %d packages: %s ms, %s KiB of its own\n' "$((share * 10))" \
            "$((share * 5))" "$ms" "$(straight "$goldprep" assess | cut -d ' ' -f 3)"
        times="$times $ms"
    done
    # What each thousandth adds between half and all, against what it adds between nothing and half.
    bar "what the second half adds, in first halves" "$(echo "$assess_ms $times" |
        awk '{ printf "%.2f", ($5 - $4) / ($4 - $1) }')" 1.5
}

for built in "$measure" "$empty"; do
    [ -f "$built" ] || { lab_fail "no '$built': run ./dev build"; exit 1; }
done
new_guest assess
compare_with_empty
compare_with_script
count_processes
compare_growth
exit $missed
