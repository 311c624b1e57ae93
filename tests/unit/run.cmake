# SPDX-License-Identifier: MIT
# Readers that probes and actions share.
unit_test(pending NEEDS fakes)
unit_test(reagent NEEDS fakes alloc)
# sysprep
# plan; what the actions in it would write is written to a disk of memory
# run
