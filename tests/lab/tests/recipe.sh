#!/bin/bash
# SPDX-License-Identifier: MIT
# recipe.sh - the main job on a guest of one recipe ends as the recipe says it does.
#
# usage: recipe.sh NAME
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need_goldprep
lab_scenario "$1" '' || exit 1

# The program for Linux judges the same facts the same way, to the byte.
linux=${LAB_LINUX_GOLDPREP:-$lab_root/build/linux/agent/goldprep}
need "$linux"
cmp <("$linux" assess --facts "$lab_output/$1/facts.before.json" --profile devbox --json) \
    "$lab_output/$1/assess.json" || { echo "WRONG  Linux judges otherwise"; exit 1; }
echo "ok     Linux judges the same facts the same way, to the byte"

# Documents stay; the guest and its disk are large.
rm -rf "${lab_output:?}/$1/guest" "$lab_output/$1"/disk*.img
