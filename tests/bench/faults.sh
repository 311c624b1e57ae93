#!/bin/bash
# SPDX-License-Identifier: MIT
# faults.sh - how many crashes and faults were tried, in memory and in the lab guest, and how many recovered.
#
# usage: ./dev bench faults [--jobs N] [--only RECIPE]
# In memory: tests/unit/test_crash*.c, whose every point tells of itself. In the lab: tests/lab/fault-points.
# Ends with 0 only when every point came to the end that it must come to, and there were at least 300 in
# memory and 60 in the lab (not with --only). What went wrong stays in build/lab/faults.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
folder=${LAB_OUTPUT:-$root/build/lab}/faults
jobs=$((2 * $(nproc)))
only=
least_in_memory=300
least_in_lab=60

while [ $# -gt 0 ]; do
    case $1 in
        --jobs) jobs=$2; shift ;;
        --only) only=$2; shift ;;
        *) sed -n 's/^# usage: //p' "$0" >&2; exit 2 ;;
    esac
    shift
done

# shellcheck source=tests/lab/tests/check.sh
. "$root/tests/lab/tests/check.sh"
# shellcheck source=tests/lab/tests/fault.sh
. "$root/tests/lab/tests/fault.sh"
need_goldprep
trap 'stop_guests; exit 130' INT TERM HUP
fresh_folder faults
player=$root/tests/lab/tests/fault_point.sh

# in_memory: a line "scenario <tab> kind <tab> 1 or 0" from each point of the crash tests.
in_memory() {
    local name
    for name in crash crash_calls crash_golden crash_memory; do
        GOLDPREP_FAULTS_REPORT=$folder/memory "$root/build/linux/tests/unit/test_$name" \
            >"$folder/memory.log" 2>&1 || cat "$folder/memory.log"
    done
}

# Each point says once that it begins, and once that it came to its end.
table_of_memory() {
    awk -F '\t' '
        { place = $1 "\t" $2; if (!(place in tried)) { order[++count] = place; tried[place] = ended[place] = 0 } }
        $3 == 0 { tried[place]++ } $3 == 1 { ended[place]++ }
        END {
            for (i = 1; i <= count; i++) {
                split(order[i], of, "\t")
                printf "  %-46s %-30s %6d %9d\n", of[1], of[2], tried[order[i]], ended[order[i]]
                all += tried[order[i]]; good += ended[order[i]]
            }
            printf "%d %d\n", all, good >"/dev/stderr"
        }' "$folder/memory" 2>"$folder/memory.sum"
}

table_of_lab() {
    awk -F '\t' '
        { place = $1 "\t" $2; if (!(place in tried)) order[++count] = place; tried[place]++; ended[place] += $3 }
        END {
            for (i = 1; i <= count; i++) {
                split(order[i], of, "\t")
                printf "  %-46s %-30s %6d %9d\n", of[1],
                    of[2] == "ends" ? "ends refused, by design" : "comes to the same end",
                    tried[order[i]], ended[order[i]]
                if (of[2] == "ends") { ends += tried[order[i]]; well += ended[order[i]] }
                else { all += tried[order[i]]; good += ended[order[i]] }
            }
            printf "%d %d %d %d\n", all, good, ends, well >"/dev/stderr"
        }' "$folder/results" 2>"$folder/lab.sum"
}

recipes=${only:-$(fault_rows | cut -d '|' -f 1 | sort -u)}
if [ -z "$only" ]; then in_memory & memory=$!; fi
# shellcheck disable=SC2086 # a list of names
printf '%s\n' $recipes | xargs -P "$jobs" -I '{}' "$player" "$folder" reference '{}' ||
    { echo "error: a run that nobody disturbed has failed" >&2; exit 1; }
for recipe in $recipes; do
    fault_points "$recipe"
done >"$folder/points"
# Those that wait begin first: sysprep's state may settle for two minutes.
{ grep '|ends ' "$folder/points" || true; grep -v '|ends ' "$folder/points"; } |
    xargs -d '\n' -n 1 -P "$jobs" "$player" "$folder" point

printf '\n  %-46s %-30s %6s %9s\n' scenario 'what, and how it ends' tried 'came so'
result=0
if [ -z "$only" ]; then
    wait "$memory"
    echo "in memory"
    table_of_memory
    read -r all good <"$folder/memory.sum"
    echo "  = $good of $all points recovered"
    [ "$all" -ge $least_in_memory ] && [ "$good" = "$all" ] || result=1
fi
echo "in the lab guest"
table_of_lab
read -r all good ends well <"$folder/lab.sum"
echo "  = $good of $all points recovered; $well of $ends that cannot recover ended as documented"
[ "$good" = "$all" ] && [ "$well" = "$ends" ] || result=1
[ "$((all + ends))" = "$(wc -l <"$folder/points")" ] || result=1
[ -n "$only" ] || [ "$all" -ge $least_in_lab ] || result=1
[ "$result" != 0 ] || rm -rf "$folder"
exit $result
