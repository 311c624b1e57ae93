#!/bin/sh
# SPDX-License-Identifier: MIT
# check.sh - runs one judge of the tree: format, cppcheck or shellcheck. Exit 77: it is not installed.
#
# usage: check.sh JUDGE BUILD-FOLDER     from the top of the tree
set -eu

have() {
    command -v "$1" >/dev/null || { echo "$1 is not installed"; exit 77; }
}

files() {
    git ls-files -co --exclude-standard "$@" | while read -r file; do [ ! -f "$file" ] || echo "$file"; done
}

case $1 in
    format)
        have clang-format
        files '*.c' '*.h' | xargs clang-format --dry-run -Werror
        ;;
    cppcheck)
        have cppcheck
        mkdir -p "$2/cppcheck"
        cppcheck --project="$2/compile_commands.json" --cppcheck-build-dir="$2/cppcheck" \
            -D__cppcheck__ --enable=warning,performance,portability --inline-suppr --error-exitcode=1 --quiet \
            --suppressions-list=tests/style/cppcheck.txt -j 2
        ;;
    shellcheck)
        have shellcheck
        # It is slow, and its answer follows from the scripts alone: what was clean stays clean.
        scripts=$(files '*.sh'; echo dev; echo .ci/run)
        # shellcheck disable=SC2086 # a list of names
        sum=$(cat $scripts | sha256sum)
        if [ "$(cat "$2/shellcheck-clean" 2>/dev/null)" = "$sum" ]; then
            echo "these very scripts were clean before"
            exit 0
        fi
        # shellcheck disable=SC2086 # a list of names
        shellcheck -x $scripts
        echo "$sum" >"$2/shellcheck-clean"
        ;;
    *)
        echo "unknown judge '$1'" >&2
        exit 2
        ;;
esac
