#!/bin/sh
# SPDX-License-Identifier: MIT
# diagnose-accuracy.sh - what `goldprep diagnose` says of labelled logs, against their labels.
#
# usage: ./dev bench diagnose-accuracy
# The logs are not part of this tree: GOLDPREP_SHARED, or the folder 'shared' beside it, has them in
# data/sysprep-logs. Exit 77: they are not there. GOLDPREP names another program than build/goldprep.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
logs=${GOLDPREP_SHARED:-$root/../shared}/data/sysprep-logs
goldprep=${GOLDPREP:-$root/build/linux/agent/goldprep}

command -v python3 >/dev/null || { echo "skipped: python3 is not installed"; exit 77; }
[ -f "$logs/labels.tsv" ] || { echo "skipped: there is no '$logs/labels.tsv'; 0 logs were judged"; exit 77; }
exec python3 "$root/tests/bench/diagnose_accuracy.py" "$goldprep" "$logs"
