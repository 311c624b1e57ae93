#!/bin/sh
# SPDX-License-Identifier: MIT
# targets.sh - the matrix of targets, rendered: what the judges look at.
#
# usage: targets.sh RENDER_TARGETS FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$2"
mkdir -p "$2"
python3 "$here/targets.py" "$2"
exec "$1" "$2"/*/
