#!/bin/sh
# SPDX-License-Identifier: MIT
# templates.sh - ARM templates that are right or wrong, and what is said of each.
#
# usage: templates.sh JUDGE_TEMPLATE
#
# The templates are not part of this tree: GOLDPREP_SHARED, or the folder 'shared' beside it, has them in
# schemas/samples. template_samples.txt says what is to be found. Exit 77: they are not there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
samples=${GOLDPREP_SHARED:-$here/../../../shared}/schemas/samples

if [ ! -d "$samples" ]; then
    echo "skipped: there is no '$samples'; 0 templates were judged"
    exit 77
fi
# EXPECT.json says what the wrong ones are, and is none
found=$("$1" "$samples"/valid/*.json "$samples"/invalid/[0-9]*.json)
if [ "$found" != "$(cat "$here/template_samples.txt")" ]; then
    echo "$found" | diff "$here/template_samples.txt" - || true
    exit 1
fi
echo "$(echo "$found" | wc -l) templates were judged, $(echo "$found" | grep -c ' -$') of them right"
