# SPDX-License-Identifier: MIT
# Readers that probes and actions share.
unit_test(pending NEEDS fakes)
unit_test(reagent NEEDS fakes alloc)
# sysprep
unit_test(log NEEDS sysprep alloc)
unit_test(seal NEEDS sysprep)
# plan; what the actions in it would write is written to a disk of memory
# run
