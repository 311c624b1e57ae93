#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh - lets libFuzzer feed targets, one after the other, and says what came of it.
#
# usage: run.sh PROGRAMS FOUND SECONDS TARGET ...
#
# PROGRAMS is where fuzz_TARGET lies; corpus/TARGET is what it begins with. Inputs that take new ways go
# to FOUND/TARGET/corpus, from where a longer run goes on; an input that shows a fault to FOUND/TARGET.
# Exit code 1 when there was one.
set -eu
here=$(dirname "$0")
programs=$1
found=$2
seconds=$3
shift 3
failed=0

for target in "$@"; do
    mkdir -p "$found/$target/corpus"
    set -- -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$found/$target/"
    [ ! -f "$here/$target.dict" ] || set -- "$@" -dict="$here/$target.dict"
    log=$found/$target/log
    echo "$target: $seconds s at work; what is said goes to $log"
    state=ended
    "$programs/fuzz_$target" "$@" "$found/$target/corpus" "$here/corpus/$target" >"$log" 2>&1 ||
        state=failed
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    if [ "$state" = ended ]; then
        echo "$target: ${executed:-0} inputs executed, no finding"
        continue
    fi
    failed=1
    grep -E 'ERROR|runtime error|SUMMARY|Test unit written' "$log" || tail -n 20 "$log"
    echo "$target: ${executed:-some} inputs executed, and A FINDING: see $log"
done
exit $failed
