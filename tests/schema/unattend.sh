#!/bin/sh
# SPDX-License-Identifier: MIT
# unattend.sh - answer files that are labelled, and their corrected copies held against the ADK's schema.
#
# usage: unattend.sh GOLDPREP WRITE_ANSWER_FILES FOLDER
#
# The schema and the sample files are not part of this tree: GOLDPREP_SHARED, or the folder 'shared' beside
# it, has them. Exit 77: they are not there, or xmllint or python3 is not installed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
shared=${GOLDPREP_SHARED:-$here/../../../shared}
goldprep=$1
write=$2
folder=$3

skip() {
    echo "skipped: $*; 0 answer files were held against the schema"
    exit 77
}

for tool in xmllint python3; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
done
[ -f "$shared/schemas/unattend/autounattend.xsd" ] || skip "there is no '$shared/schemas/unattend/autounattend.xsd'"
[ -d "$shared/data/unattend" ] || skip "there is no '$shared/data/unattend'"
rm -rf "$folder"
"$write" "$folder"
exec python3 "$here/unattend.py" "$goldprep" "$shared/schemas/unattend/autounattend.xsd" "$folder/fixed" \
    "$folder" "$folder/labels.tsv" "$shared/data/unattend" "$here/unattend_samples.tsv"
