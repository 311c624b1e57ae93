# SPDX-License-Identifier: MIT
# base.cmake - tests of agent/base, agent/guest/disk.c, agent/posix and the fake machine.
unit_test(clock NEEDS base)
unit_test(console NEEDS platform)
unit_test(crc32 NEEDS base)
unit_test(disk NEEDS guest alloc)
unit_test(err NEEDS base)
unit_test(files NEEDS platform)
unit_test(json NEEDS base alloc)
unit_test(json_scan NEEDS base)
unit_test(text NEEDS base alloc)
unit_test(xml NEEDS base alloc)
