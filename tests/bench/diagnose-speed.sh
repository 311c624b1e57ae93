#!/bin/bash
# SPDX-License-Identifier: MIT
# diagnose-speed.sh - how fast `goldprep diagnose` reads a large setupact.log, against grep and ripgrep.
#
# usage: ./dev bench diagnose-speed [MIB] [PAIRS]     1024 MiB and 5 pairs unless said
# Makes the log (seeded, the same each time) and gives the other two the same signatures, those of
# docs/causes.md. Prints each pair, the ratios, and the memory; then ten times as much through a
# pipe, which must take ten times as long. Ends with 1 when a bar is missed.
set -eu -o pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
goldprep=${GOLDPREP:-$root/build/linux/agent/goldprep}
mib=${1:-1024}
pairs=${2:-5}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/goldprep-bench-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
log=$scratch/setupact.log
missed=0

need() {
    command -v "$1" >/dev/null && return
    echo "'$1' is missing: installing Debian's $2"
    if [ "$(id -u)" = 0 ]; then as_root=; else as_root=sudo; fi
    $as_root apt-get -qq update && $as_root apt-get -qq -y install --no-install-recommends "$2" >/dev/null
}

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

# took PROGRAM [ARG ...]: sets ms.
took() {
    local began=$EPOCHREALTIME
    "$@" >"$scratch/out" || { echo "'$1' failed"; exit 1; }
    ms=$(awk -v from="$began" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", (to - from) * 1000 }')
}

need rg ripgrep
need python3 python3
need time time
# shellcheck disable=SC2016 # the backquotes are Markdown's
"$goldprep" help --markdown causes | sed -n 's/^- `\(.*\)`\( harmless: .*\)\{0,1\}$/\1/p' >"$scratch/needles"
[ -s "$scratch/needles" ] || { echo "no signatures were found"; exit 1; }
"$root/tests/bench/make_log.py" "$mib" 1 "$log"
echo "$(($(stat -c %s "$log") >> 20)) MiB, $(wc -l <"$scratch/needles") signatures"
cat "$log" >/dev/null # into the page cache: what is measured is reading, not the disk

for ((pair = 1; pair <= pairs; pair++)); do
    took "$goldprep" diagnose "$log"
    own=$ms
    took grep -F -c -f "$scratch/needles" "$log"
    of_grep=$ms
    took rg -F -c -f "$scratch/needles" "$log"
    awk -v pair="$pair" -v own="$own" -v grep="$of_grep" -v rg="$ms" -v mib="$mib" 'BEGIN {
        printf "pair %d: diagnose %.0f ms (%.0f MiB/s), grep %.0f ms, rg %.0f ms; ratios %.2f and %.2f\n",
            pair, own, mib * 1000 / own, grep, rg, own / grep, own / rg }'
    echo "$own $of_grep $ms" >>"$scratch/pairs"
done
bar "diagnose takes, in grep's time (median)" "$(awk '{ printf "%.3f\n", $1 / $2 }' "$scratch/pairs" | median)" 1
bar "diagnose takes, in ripgrep's time (median)" "$(awk '{ printf "%.3f\n", $1 / $3 }' "$scratch/pairs" | median)" 1

/usr/bin/time -f %M -o "$scratch/memory" "$goldprep" diagnose "$log" >/dev/null
bar "KiB that it holds at its peak" "$(cat "$scratch/memory")" 16384
# The same log ten times, through a pipe: a disk need not hold it.
# shellcheck disable=SC2317 # called by its name
ten() { for _ in 1 2 3 4 5 6 7 8 9 10; do cat "$log"; done; }
# piped COMMAND: sets ms; the command's output goes through a pipe.
piped() {
    local began=$EPOCHREALTIME
    "$1" | /usr/bin/time -f %M -o "$scratch/memory" "$goldprep" diagnose - >/dev/null
    ms=$(awk -v from="$began" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", (to - from) * 1000 }')
}
# shellcheck disable=SC2317 # called by its name
once() { cat "$log"; }
piped once
single=$ms
piped ten
echo "ten times as much, through a pipe: $ms ms; once: $single ms"
bar "what ten times as much takes, in tenfold times" "$(awk -v ten="$ms" -v one="$single" 'BEGIN { printf "%.2f", ten / one / 10 }')" 1.3
bar "KiB that it holds then" "$(cat "$scratch/memory")" 16384
exit $missed
