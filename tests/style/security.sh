#!/bin/bash
# SPDX-License-Identifier: MIT
# security.sh - docs/security.md and docs/events.md say what the tree has.
#
# usage: security.sh rules|events      from the top of the tree
set -u

faults=0
fault() {
    echo "$*"
    faults=$((faults + 1))
}

# Every rule has a test of its name in every file that is said to keep it, and every such test a rule.
check_rules() {
    local rule files file count=0
    while IFS='|' read -r _ rule _ files _; do
        rule=$(echo "$rule" | tr -d ' ')
        count=$((count + 1))
        [ "$rule" = "$count" ] || fault "docs/security.md: rule $rule stands in the place of $count"
        for file in $(echo "$files" | tr -d '`,'); do
            grep -qE "rule_${rule}_|rule $rule:" "$file" 2>/dev/null ||
                fault "docs/security.md: no test of '$file' is named after rule $rule"
        done
    done < <(grep -E '^\| [0-9]+ \|' docs/security.md)
    [ "$count" -gt 0 ] || fault 'docs/security.md has no rules'
    echo "$count rules"
}

# The ids, levels and names of events: in the program, in the message table, for people.
check_events() {
    local name id level
    sed -n 's/^ *{ SERVICE_EVENT_\([A-Z_]*\), SERVICE_\([A-Z]*\), "\([A-Z_]*\)" },$/\1 \2 \3/p' \
        agent/service/events.c | while read -r name level id; do
        [ "$name" = "$id" ] || echo "agent/service/events.c: '$name' is called '$id'" >&2
        id=$(sed -n "s/^ *SERVICE_EVENT_$name = \([0-9]*\),\$/\1/p" agent/service/events.h)
        echo "$id $(echo "$level" | tr '[:upper:]' '[:lower:]') $name"
    done >"$here/program"
    tr -d '\r' <agent/win/events.mc | awk -F= '
        /^MessageId=/ { id = $2 }
        /^Severity=/ { level = $2 == "Informational" ? "information" : tolower($2) }
        /^SymbolicName=/ { print id, level, $2 }' >"$here/table"
    sed -n 's/^| \([0-9]*\) | \([a-z]*\) | \([A-Z_]*\) |.*/\1 \2 \3/p' docs/events.md >"$here/people"
    [ -s "$here/program" ] || fault 'agent/service/events.c has no events'
    diff "$here/program" "$here/table" || fault 'agent/win/events.mc has other events than the program'
    diff "$here/program" "$here/people" || fault 'docs/events.md has other events than the program'
    wc -l <"$here/program"
}

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
case ${1:-} in
    rules) check_rules ;;
    events) check_events ;;
    *)
        sed -n 's/^# usage: /usage: /p' "$0" >&2
        exit 2
        ;;
esac
[ "$faults" = 0 ]
