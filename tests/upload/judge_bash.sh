#!/bin/sh
# SPDX-License-Identifier: MIT
# judge_bash.sh - bash reads every az script, and shellcheck has nothing against any.
#
# usage: judge_bash.sh FOLDER      of targets.py and render_targets: NAME/az.sh
#
# Exit 77: shellcheck is not installed.
set -eu
command -v shellcheck >/dev/null || { echo "skipped: shellcheck is not installed; 0 scripts were checked"; exit 77; }
count=0
for file in "$1"/*/az.sh; do
    bash -n "$file"
    count=$((count + 1))
done
# SC1112: a curly quote in a value is one that somebody wrote there
shellcheck --severity=warning --exclude=SC1112 "$1"/*/az.sh
echo "$count scripts read by bash and by shellcheck"
[ "$count" -ge 40 ]
