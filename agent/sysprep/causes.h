/* SPDX-License-Identifier: MIT */
/*
 * causes.h - why sysprep and what stands around it fail: one table, for 'diagnose', 'explain' and docs.
 *
 * Ids are documented and never renamed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What names the offending thing, and where it stands beside a signature. */
enum cause_item {
    CAUSE_ITEM_NONE = 0,
    CAUSE_ITEM_PACKAGE,     /* full name of a store package, in front of or behind the signature */
    CAUSE_ITEM_DLL,         /* file name of the DLL that is named behind it, or in it */
    CAUSE_ITEM_VALUE,       /* name of the registry value */
    CAUSE_ITEM_SERVICE,     /* in quotation marks behind it, or the object that was not found */
    CAUSE_ITEM_ANSWER_FILE, /* in brackets or quotation marks behind it */
    CAUSE_ITEM_VOLUME,      /* drive letter or volume path */
    CAUSE_ITEM_CMDLET,      /* Verb-Noun in the same record */
    CAUSE_ITEM_STATE,       /* IMAGE_STATE_... seen last */
    CAUSE_ITEM_PARTITION,   /* number of the partition; found by the list, not by a signature */
};

/** What a signature is worth; a bit each. */
enum cause_trait {
    CAUSE_STOPS = 1 << 0,   /* the line is a failure by itself: nothing prints it but what stops */
    CAUSE_SYSPREP = 1 << 1, /* a line of sysprep's own: there was a run */
    CAUSE_OUTSIDE = 1 << 2, /* counts only outside of sysprep's own lines */
    CAUSE_WHOLE = 1 << 3,   /* no letter or digit may stand directly behind it */
};

struct cause_signature {
    const char
        *needle; /* short fragment of the message; case, blanks and line breaks do not count */
    enum cause_item item;
    unsigned traits; /* enum cause_trait */
};

/** The higher wins, when a text has several. */
enum cause_weight {
    CAUSE_WEIGHT_NONE = 0, /* no cause to name */
    CAUSE_WEIGHT_FINDING,  /* a state that is in the way, reported by nobody as an error */
    CAUSE_WEIGHT_SYMPTOM,  /* what is seen from outside */
    CAUSE_WEIGHT_AROUND,   /* a step beside sysprep failed */
    CAUSE_WEIGHT_PROVIDER, /* a provider failed, and no more is known */
    CAUSE_WEIGHT_BLOCKER,  /* what stopped sysprep */
};

struct cause {
    const char *id;
    const char *title;
    const char *meaning; /* what happened */
    const char *remedy;
    const char *source; /* where it is published */
    enum cause_weight weight;
    const struct cause_signature *signatures; /* ended by a needle that is NULL; NULL: none */
    const uint32_t *codes;   /* HRESULTs that tell it by themselves, ended by 0; NULL: none */
    const char *const *dlls; /* providers whose failure it is, NULL-terminated; NULL: none */
};

extern const struct cause causes_all[];
extern const size_t causes_count;

/** NULL: no such id. ASCII case does not count. */
const struct cause *cause_find(const char *id);
/** The cause that a code tells by itself; NULL: none does. */
const struct cause *cause_by_code(uint32_t code);
/** The cause that the failure of a provider is. @param dll  file name; NULL: none is known */
const struct cause *cause_by_dll(const char *dll);
/** Is the DLL one that Windows brings with a sysprep provider in it? */
bool cause_is_inbox_dll(const char *dll);
