#!/bin/sh
# SPDX-License-Identifier: MIT
# arm.sh - calls judge_arm.cjs. Exit 77: Node.js, what tests/schema/package.json names, or the schemas are not there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
command -v node >/dev/null || { echo "skipped: node is not installed; 0 templates were held against a schema"; exit 77; }
(cd "$here/../schema" && node -e 'require("ajv-draft-04")' 2>/dev/null) ||
    { echo "skipped: run 'npm ci' in tests/schema first; 0 templates were held against a schema"; exit 77; }
exec node "$here/judge_arm.cjs" "$@"
