# SPDX-License-Identifier: MIT
unit_test(arm NEEDS upload)
unit_test(definition NEEDS upload)
unit_test(manifest NEEDS upload)
unit_test(manifest_check NEEDS upload)
unit_test(shape NEEDS upload)
unit_test(target NEEDS upload alloc)
unit_test(target_forms NEEDS upload)
unit_test(target_rules NEEDS upload)
