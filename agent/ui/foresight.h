/* SPDX-License-Identifier: MIT */
/* foresight.h - after a sysprep that failed: had the gate in front of it said so? */
#pragma once

#include "ui/work.h"

/** Tells on stderr what was predicted, missed and invented; a missed cause is a defect to be
 * reported, with the lines to attach. Says nothing when sysprep failed of nothing that lies in the
 * machine. */
void foresight_show(struct work *work);
