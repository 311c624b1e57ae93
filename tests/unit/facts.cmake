# SPDX-License-Identifier: MIT
# facts.cmake - tests of agent/facts.
unit_test(facts NEEDS facts alloc)
unit_test(facts_json NEEDS facts alloc)
