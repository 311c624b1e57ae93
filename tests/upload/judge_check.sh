#!/bin/sh
# SPDX-License-Identifier: MIT
# judge_check.sh - goldprep's own rules for templates have nothing against a template that it made.
#
# usage: judge_check.sh GOLDPREP FOLDER      of targets.py and render_targets: NAME/arm.json
set -eu
count=0
for file in "$2"/*/arm.json; do
    "$1" render check "$file" >/dev/null || { echo "WRONG $file:"; "$1" render check "$file"; exit 1; }
    count=$((count + 1))
done
# a rule that takes everything would pass too
spoiled=$(mktemp)
trap 'rm -f "$spoiled"' EXIT
sed 's/"contoso\.images"/"contoso-images"/' "$2/private/arm.json" >"$spoiled"
! "$1" render check "$spoiled" >/dev/null || { echo "WRONG: a dash in a gallery's name was taken"; exit 1; }
echo "$count templates checked by goldprep's own rules"
[ "$count" -ge 40 ]
