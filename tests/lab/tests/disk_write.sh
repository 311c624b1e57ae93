#!/bin/bash
# SPDX-License-Identifier: MIT
# disk_write.sh - what goldprep may not write to, it does not: asked to, it refuses, and the disk is the
# same to the byte.
# shellcheck source=tests/lab/tests/check.sh
. "$(dirname "$0")/check.sh"

need_goldprep
test=$(dirname "$lab_windows")/tests/windows/test_win_disk_write.exe
need "$test"
begin disk-write

check 'a guest starts' new_guest win11-23h2-enterprise guest
cp "$test" "$drive/LabGuest/"
lab_run "$guest" 'C:\LabGuest\test_win_disk_write.exe' >"$guest/output.txt" 2>&1
check 'every write is refused' is "$lab_exit" 0 || cat "$guest/output.txt"
lab_stop "$guest"
check 'the disk is the same' "$lab_source/host/sparse.py" "$guest/disk.before.img" "$guest/disk.img"
