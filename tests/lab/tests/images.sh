#!/bin/bash
# SPDX-License-Identifier: MIT
# images.sh - every recipe is whole; its disk is sound and the same each time it is made.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

begin images

is_only_looked_at() {
    [ "$(lab_value "$1" only)" = assess ]
}

values_are_there() {
    local recipe=$1 key keys='title assess prepare image_state power_off recovery windows'
    is_only_looked_at "$recipe" && keys='title assess'
    for key in $keys; do
        [ -n "$(lab_value "$recipe" "$key")" ] || { echo "       no $key"; return 1; }
    done
}

make() {
    "$lab_source/host/make_disk.py" "$1" "$folder/$2" >"$folder/$2.values"
}

# Its row in the README tells what the recipe expects: | `name` | assess | prepare | ..., or, where
# nothing is prepared, | `name` | assess | not run | ...
row_is_true() {
    local recipe=$1 prepare
    prepare=$(lab_value "$recipe" prepare)
    ! is_only_looked_at "$recipe" || prepare='not run'
    grep -q "^| \`$recipe\` | $(lab_value "$recipe" assess) | $prepare |" "$lab_source/README.md"
}

ids_are() {
    is "$(lab_ids "$1" "$2")" "$3"
}

for recipe in $(lab_own_recipes); do
    check "$recipe says what it expects" values_are_there "$recipe"
    check "$recipe is in the table of README.md" row_is_true "$recipe"
done
# The first row has its last column in full: the other rows say what they have beyond it.
# shellcheck disable=SC2016 # the backquotes are Markdown's
check 'the first row of README.md names what is unmet' is \
    "$(sed -n '/^| `win11-23h2-enterprise` |/s/.*_TO_OOBE |//p' "$lab_source/README.md" |
        grep -o '`[^`]*`' | tr -d '`' | sort)" \
    "$(lab_ids win11-23h2-enterprise unmet | tr ' ' '\n' | sort)"
# The ways in which sysprep fails: those of the stand-in, those of the table, and the rows of the README
# are the same.
ways_of_the_standin() {
    sed -n 's/^ *\.name = "\(.*\)",$/\1/p' "$lab_source/standins/sysprep_ways.c"
}

ways_for_people() {
    awk -F ' *[|] *' '/^[a-z]/ && NF == 8 && !/[|] *[|]/ {
        cause = $4 == "-" ? "-" : "`" $4 "`"
        print "| `sysprep-" $1 "` | " $2 " | " $3 " | " cause " | " $8 " |"
    }' "$lab_source/sysprep-ways"
}

check 'every way of the stand-in is a recipe' is "$(lab_ways | sort)" "$(ways_of_the_standin | sort)"
check 'and a row of README.md' is \
    "$(grep -E '^[|] .sysprep-[a-z-]+. [|] [0-9]+ [|] [A-Z]' "$lab_source/README.md")" \
    "$(ways_for_people)"
check 'there are at least 25' test "$(ways_for_people | wc -l)" -ge 25
check 'one says what it expects' is "$(lab_value sysprep-other-software item)" Guard.dll
check 'and extends another' is "$(lab_value sysprep-other-software recovery)" none

for disk in "$lab_source"/recipes/*/disk; do
    name=$(basename "$(dirname "$disk")")
    check "the disk of $name is made" make "$disk" one.img
    check "and made again" make "$disk" other.img
    check "the same to the byte" "$lab_source/host/sparse.py" "$folder/one.img" "$folder/other.img"
    grep -q '^table mbr' "$disk" ||
        check "sgdisk finds no problem" has <(sgdisk --verify "$folder/one.img") 'No problems found'
    rm -f "$folder"/*.img
done
check 'ids are inherited' ids_are delete-lies unmet "$(lab_ids win11-23h2-enterprise unmet)"
check 'and can be more' ids_are windows-pro unmet \
    "$(lab_ids win11-23h2-enterprise unmet) os.edition-enterprise"
check 'or fewer' ids_are already-ready unmet "$(lab_ids already-ready unmet | xargs -n 1 |
    grep -vxF disk.no-recovery-partition | xargs)"
check 'of all profiles only where a recipe itself says so' not lab_has_own delete-lies unmet_all
check 'a recipe that is not there is refused' not lab_chain nothing 2>/dev/null
