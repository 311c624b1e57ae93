#!/bin/bash
# SPDX-License-Identifier: MIT
# recipe.sh - the main job on a guest of one recipe ends as the recipe says it does.
#
# usage: recipe.sh NAME
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need_goldprep
recipe=$1
lab_scenario "$recipe" '' || exit 1

# The program for Linux judges the same facts the same way, to the byte.
linux=${LAB_LINUX_GOLDPREP:-$lab_root/build/linux/agent/goldprep}
need "$linux"
judges_the_same() {
    local document=$1
    shift
    cmp <("$linux" assess --facts "$lab_output/$recipe/facts.before.json" --json "$@") \
        "$lab_output/$recipe/$document" || { echo "WRONG  Linux judges otherwise"; exit 1; }
}

finish_recipe() {
    # Documents stay; the guest and its disk are large.
    rm -rf "${lab_output:?}/$recipe/guest" "$lab_output/$recipe"/disk*.img
}

# Of a guest that is only sealed there is what sysprep has left: Linux says the same about it.
if [ "$(lab_value "$recipe" only)" = generalize ]; then
    log=$lab_output/$recipe/panther/setupact.log
    [ ! -f "$log" ] || cmp <("$linux" diagnose "$log" --json) "$lab_output/$recipe/diagnosis.json" ||
        { echo "WRONG  Linux finds another cause"; exit 1; }
    echo "ok     Linux finds the same cause, to the byte"
    finish_recipe
    exit 0
fi

judges_the_same assess.json --profile devbox
judges_the_same assess-all.json
echo "ok     Linux judges the same facts the same way, to the byte"

# What the guest answered, asked again on Linux, gives the same facts: what travels is enough.
cmp <("$linux" facts --guest "$lab_output/$recipe/guest.rec" --json) \
    "$lab_output/$recipe/facts.before.json" ||
    { echo "WRONG  the recorded answers give other facts"; exit 1; }
echo "ok     the recorded answers give the same facts on Linux, to the byte"

finish_recipe
