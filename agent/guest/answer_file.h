/* SPDX-License-Identifier: MIT */
/*
 * answer_file.h - what an answer file (unattend.xml) would do to an image, and which secrets lie in
 * it. No secret leaves this file: only that there is one.
 */
#pragma once

#include "base/xml.h"
#include "guest/guest.h"

enum { ANSWER_FILE_SIZE_LIMIT = 1024 * 1024 }; /* bytes; real ones have up to 100,000 */

/** What Windows puts in the place of a password that it has used. No secret. */
#define ANSWER_FILE_SCRUBBED "*SENSITIVE*DATA*DELETED*"

enum answer_pass {
    ANSWER_OFFLINE_SERVICING = 1 << 0,
    ANSWER_WINDOWS_PE = 1 << 1,
    ANSWER_GENERALIZE = 1 << 2,
    ANSWER_SPECIALIZE = 1 << 3,
    ANSWER_AUDIT_SYSTEM = 1 << 4,
    ANSWER_AUDIT_USER = 1 << 5,
    ANSWER_OOBE_SYSTEM = 1 << 6,
};

struct answer_file {
    unsigned passes;            /* enum answer_pass, ored */
    unsigned plain_passwords;   /* readable as they stand */
    unsigned encoded_passwords; /* PlainText false: base64, which protects nothing */
    unsigned product_keys;      /* not empty */
    bool autologon;             /* AutoLogon, and not switched off */
    bool skips_rearm;           /* Security-SPP SkipRearm */
    bool keeps_devices;         /* PnpSysprep PersistAllDeviceInstalls */
    bool names_computer;        /* a ComputerName that is not "*": the same on every clone */
};

/** Appends the names of the passes, a space between, as answer files write them. */
void answer_file_append_passes(unsigned passes, struct text *text);

/**
 * Reads a file.
 *
 * @return  false: no XML, or another document than an answer file; err says which
 */
bool answer_file_parse(
    const void *bytes, size_t len, struct answer_file *file, struct err *err) MUST_CHECK;

/* What of one element, for whoever reads more of such a file than this does. */

enum answer_secret {
    ANSWER_NO_SECRET = 0, /* empty */
    ANSWER_SCRUBBED,      /* Windows has blotted it out: ANSWER_FILE_SCRUBBED stands there */
    ANSWER_PLAIN,         /* readable as it stands */
    ANSWER_ENCODED,       /* base64, which protects nothing */
};

/** Is that the name of an element that holds a password? */
bool answer_file_is_password(const char *name);
/** What is in such an element: <Value/> and <PlainText/>, or the password as its own text. */
bool answer_file_password(
    const struct xml_node *node, enum answer_secret *secret, struct err *err) MUST_CHECK;
/** What is in a <ProductKey>, where the key is its own text or that of <Key/>. */
bool answer_file_product_key(
    const struct xml_node *node, enum answer_secret *secret, struct err *err) MUST_CHECK;
/** Appends the element's text without white space around it. node NULL: nothing. */
bool answer_file_text(const struct xml_node *node, struct text *text, struct err *err) MUST_CHECK;
/** Has it that child, with that text (ASCII case ignored)? */
bool answer_file_says(const struct xml_node *node, const char *child, const char *wanted,
    bool *says, struct err *err) MUST_CHECK;
/** Is it "true" or "1", which are both what answer files write? */
bool answer_file_is_true(const struct xml_node *node, bool *is, struct err *err) MUST_CHECK;
/** enum answer_pass of a name, whose case counts; 0: no pass is called so. */
unsigned answer_file_pass(const char *name);
