#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh - calls validate.cjs. Exit 77: Node.js or what package.json names is not installed.
set -eu
cd "$(dirname "$0")"
command -v node >/dev/null || { echo "node is not installed"; exit 77; }
node -e 'require("ajv/dist/2020"); require.resolve("@microsoft/jest-sarif/package.json")' 2>/dev/null || { echo "run 'npm ci' in tests/schema first"; exit 77; }
exec node validate.cjs "$@"
