/* SPDX-License-Identifier: MIT */
/* target_judge.h - what the files of rules share. */
#pragma once

#include "upload/target_rules.h"

#include "base/json.h"

/* where most rules are published */
#define SOURCE_IMAGES "https://learn.microsoft.com/azure/virtual-machines/shared-image-galleries"
#define SOURCE_OVERVIEW "https://learn.microsoft.com/azure/virtual-machines/azure-compute-gallery"
#define SOURCE_VERSION "https://learn.microsoft.com/azure/virtual-machines/image-version"
#define SOURCE_TROUBLE                                                                             \
    "https://learn.microsoft.com/azure/virtual-machines/troubleshooting-shared-images"
#define SOURCE_DIRECT "https://learn.microsoft.com/azure/virtual-machines/share-gallery-direct"
#define SOURCE_COMMUNITY                                                                           \
    "https://learn.microsoft.com/azure/virtual-machines/share-gallery-community"
#define SOURCE_NAMES                                                                               \
    "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"
#define SOURCE_DEVBOX                                                                              \
    "https://learn.microsoft.com/azure/dev-box/how-to-configure-azure-compute-gallery"
#define SOURCE_WINDOWS365 "https://learn.microsoft.com/windows-365/enterprise/device-images"
#define SOURCE_LABS                                                                                \
    "https://learn.microsoft.com/azure/lab-services/how-to-attach-detach-shared-image-gallery"

/** A rule at work. */
struct judging {
    const struct target *target;
    const struct target_case *what;
    const struct target_rule *rule;
    struct problems *problems;
};

/** A place in target.json; longer ones than the file can have are cut. */
struct place {
    char text[160];
};

struct place place(const char *format, ...) PRINTF_LIKE(1, 2);
/** Reports that the rule is broken. @param right  what would be right */
void judging_wrong(struct judging *judging, struct place where, const char *right,
    const char *format, ...) PRINTF_LIKE(4, 5);

/** The string of a text that judging_wrong is given; a text that broke is noted. */
const char *judging_text(struct judging *judging, const struct text *text);

/** The rules of one file, ended by an id of NULL. */
extern const struct target_rule target_rules_reading[];
extern const struct target_rule target_rules_image[];
extern const struct target_rule target_rules_names[];
extern const struct target_rule target_rules_texts[];
extern const struct target_rule target_rules_definition[];
extern const struct target_rule target_rules_version[];
extern const struct target_rule target_rules_source[];
extern const struct target_rule target_rules_sharing[];
extern const struct target_rule target_rules_consumers[];
extern const struct target_rule target_rules_machines[];
extern const struct target_rule target_rules_known[];
