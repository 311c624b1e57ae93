#!/bin/bash
# SPDX-License-Identifier: MIT
# faults_inside.sh - the power fails, or goldprep or what it has started dies, inside an action: the machine
# comes to the same end. Those rows of fault-points that say "quick"; ./dev bench faults tries them all.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"
# shellcheck source=tests/lab/tests/fault.sh
. "$(dirname "$0")/fault.sh"

need_goldprep
begin faults-inside

check 'a run that nobody disturbs' fault_reference win11-23h2-enterprise
while IFS='|' read -r recipe point last <&3; do
    check "$point: the same machine" fault_try "$recipe" "$point" "$last"
done 3< <(fault_points win11-23h2-enterprise | grep '|quick$')
check 'there were some' test "$checks" -gt 5
