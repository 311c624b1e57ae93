/* SPDX-License-Identifier: MIT */
/* order.h - pure: the order in which a plan's actions are done. Only plan.c uses it. */
#pragma once

#include "plan/plan.h"

/**
 * Sorts the steps: what an action comes `after` first, one-way actions last, else by id. The order
 * they come in does not matter.
 *
 * @return  false (ERR_MALFORMED): the actions' own rules make a circle, which err names, or want an
 *          action done after a one-way one
 */
bool plan_order(struct plan_step *steps, size_t count, struct err *err) MUST_CHECK;
