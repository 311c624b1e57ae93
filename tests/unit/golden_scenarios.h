/* SPDX-License-Identifier: MIT */
/* golden_scenarios.h - machines for the golden tests, each with a name. */
#pragma once

#include "fakes/machine.h"

struct golden_scenario {
    const char *name;                             /* folder below tests/golden */
    void (*change)(struct fake_machine *machine); /* NULL: an empty machine */
    bool deep;                                    /* ask slow witnesses too */
};

extern const struct golden_scenario golden_scenarios[];
extern const size_t golden_scenarios_count;
