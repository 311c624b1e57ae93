/* SPDX-License-Identifier: MIT */
/* unattend_settings.h - which components and settings answer files know, and the passes of each. */
#pragma once

#include "base/text.h"

/** The passes a component may stand in (enum answer_pass, ored); 0: no component of Windows' own that is
 * known here. The case of the name does not count. */
unsigned unattend_component_passes(const char *component);
/** The same for a setting that stands directly in the component. */
unsigned unattend_setting_passes(const char *component, const char *setting);
/** Are settings of that component known at all? */
bool unattend_has_settings(const char *component);
