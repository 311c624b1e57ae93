#!/bin/sh
# SPDX-License-Identifier: MIT
# node.sh - calls a judge that is JavaScript. Exit 77: Node.js or what tests/schema/package.json names is not installed.
#
# usage: node.sh JUDGE FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
command -v node >/dev/null || { echo "skipped: node is not installed; $1 looked at 0 files"; exit 77; }
(cd "$here/../schema" && node -e 'require("ajv-draft-04")' 2>/dev/null) ||
    { echo "skipped: run 'npm ci' in tests/schema first; $1 looked at 0 files"; exit 77; }
judge=$1
shift
exec node "$here/$judge" "$@"
