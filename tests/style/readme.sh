#!/bin/sh
# SPDX-License-Identifier: MIT
# readme.sh - what README.md says can be shown by a command: options exist, paths exist, codes match.
#
# usage: readme.sh GOLDPREP     from the top of the tree
set -eu

goldprep=$1
faults=0
fault() {
    echo "README.md: $*"
    faults=$((faults + 1))
}

# Every relative link and every path of this tree that is named.
{
    grep -oE '\]\([a-zA-Z][^):]*\)' README.md | tr -d '])('
    grep -oE 'tests/golden/[a-z0-9./-]+' README.md
} | sort -u | while read -r path; do
    [ -e "$path" ] || { echo "there is no '$path'"; exit 1; }
done || fault "a path is wrong"

# Every goldprep command and its options.
# shellcheck disable=SC2016 # the backquotes are Markdown's
grep -oE 'goldprep(\.exe)? (assess|plan|prepare|apply|resume|facts|manifest|status|generalize)( [^`"]*|[`"]|$)' README.md | tr -d '`"' |
    while read -r _ command rest; do
        help=$("$goldprep" help "$command") || { echo "no command '$command'"; exit 1; }
        for option in $(echo "$rest" | grep -oE -- '--[a-z-]+' || true); do
            echo "$help" | grep -q -- "$option" || { echo "'$command' has no option '$option'"; exit 1; }
        done
    done || fault "a command line is wrong"

# The exit codes, as the program tells them.
codes=$(sed -n 's/^| \([0-9]*\) |.*/\1/p' README.md | sort -n | tr '\n' ' ')
told=$("$goldprep" help --markdown exit-codes | tr -d '`' | sed -n 's/^| \([0-9]*\) |.*/\1/p' | sort -n | tr '\n' ' ')
[ "$codes" = "$told" ] || fault "exit codes are '$codes', the program has '$told'"

# The recorded assessment that it shows.
facts=$(sed -n 's/^\$ build\/goldprep assess .*--facts //p' README.md)
"$goldprep" assess --profile devbox --facts "$facts" >/dev/null || [ $? = 3 ] || fault "assess --facts fails"

[ "$faults" = 0 ]
