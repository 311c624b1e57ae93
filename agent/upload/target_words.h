/* SPDX-License-Identifier: MIT */
/* target_words.h - the words of target.json and of Azure, with the values of target.h's enums. */
#pragma once

#include "upload/fields.h"
#include "upload/target.h"

/* goldprep's own words */
extern const struct field_word target_clouds[];
extern const struct field_word target_sharing_kinds[];
extern const struct field_word target_source_kinds[];
extern const struct field_word target_principal_kinds[];
extern const struct field_word target_identity_kinds[];
extern const struct field_word target_attaches[];
extern const struct field_word target_lab_kinds[];

/* words that are Azure's, in both */
extern const struct field_word azure_permissions[];
extern const struct field_word azure_os_types[];
extern const struct field_word azure_os_states[];
extern const struct field_word azure_generations[];
extern const struct field_word azure_architectures[];
extern const struct field_word azure_securities[];
extern const struct field_word azure_storages[];
extern const struct field_word azure_replications[];
extern const struct field_word azure_cachings[];
extern const struct field_word azure_principal_types[];

/** The value of a word, whatever its case; 0: none of them. */
int field_word_value(const struct field_word *words, const char *name);
/** The word of a value; "": it has none. */
const char *field_word_name(const struct field_word *words, int value);
