#!/bin/bash
# SPDX-License-Identifier: MIT
# render-az.sh - rendered az scripts run with the real Azure CLI against a stand-in of Azure, twice each.
#
# usage: ./dev bench render-az [NAME...]
# The first run must do what 'render rest' lists and nothing else, the second must change nothing. Azure's
# published schemas, which the stand-in refuses by, are not part of this tree (GOLDPREP_SHARED). Exit 77:
# they, azure-cli, Node.js or what tests/schema/package.json names are not there.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)

skip() {
    echo "skipped: $*; 0 scripts were run"
    exit 77
}

for tool in az node openssl python3; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
done
[ -d "${GOLDPREP_SHARED:-$root/../shared}/schemas/derived" ] || skip "GOLDPREP_SHARED has no schemas/derived"
(cd "$root/tests/schema" && node -e 'require("ajv-draft-04")' 2>/dev/null) || skip "run 'npm ci' in tests/schema first"
exec python3 "$root/tests/bench/render_az.py" "$root/build/linux/tests/upload/render_targets" "$@"
