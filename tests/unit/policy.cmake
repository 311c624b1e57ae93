# SPDX-License-Identifier: MIT
unit_test(custom NEEDS policy alloc)
unit_test(expect NEEDS policy)
unit_test(policy NEEDS policy alloc)
unit_test(rules_disk NEEDS policy)
unit_test(rules_os NEEDS policy)
unit_test(rules_restart NEEDS policy)
unit_test(rules_security NEEDS policy)
unit_test(rules_storage NEEDS policy)
unit_test(rules_sysprep NEEDS policy)

# Machines in, facts and findings out. GOLDPREP_GOLDEN_WRITE=1 in front of the test writes them anew.
unit_test(golden NEEDS probes policy fakes)
target_sources(test_golden PRIVATE golden_scenarios.c)
target_compile_definitions(test_golden PRIVATE GOLDEN_FOLDER="${PROJECT_SOURCE_DIR}/tests/golden")
