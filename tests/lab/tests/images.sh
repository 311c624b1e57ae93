#!/bin/bash
# SPDX-License-Identifier: MIT
# images.sh - every recipe is whole; its disk is sound and the same each time it is made.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

begin images

values_are_there() {
    local recipe=$1 key
    for key in title assess prepare image_state power_off recovery windows; do
        [ -n "$(lab_value "$recipe" "$key")" ] || { echo "       no $key"; return 1; }
    done
}

make() {
    "$lab_source/host/make_disk.py" "$1" "$folder/$2" >"$folder/$2.values"
}

# Its row in the README tells what the recipe expects: | `name` | assess | prepare | ...
row_is_true() {
    local recipe=$1
    grep -q "^| \`$recipe\` | $(lab_value "$recipe" assess) | $(lab_value "$recipe" prepare) |" \
        "$lab_source/README.md"
}

for recipe in $(lab_recipes); do
    check "$recipe says what it expects" values_are_there "$recipe"
    check "$recipe is in the table of README.md" row_is_true "$recipe"
done
for disk in "$lab_source"/recipes/*/disk; do
    name=$(basename "$(dirname "$disk")")
    check "the disk of $name is made" make "$disk" one.img
    check "and made again" make "$disk" other.img
    check "the same to the byte" "$lab_source/host/sparse.py" "$folder/one.img" "$folder/other.img"
    grep -q '^table mbr' "$disk" ||
        check "sgdisk finds no problem" has <(sgdisk --verify "$folder/one.img") 'No problems found'
    rm -f "$folder"/*.img
done
check 'a recipe that is not there is refused' not lab_chain nothing 2>/dev/null
