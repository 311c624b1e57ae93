/* SPDX-License-Identifier: MIT */
/*
 * answer_file.h - what an answer file (unattend.xml) would do to an image, and which secrets lie in
 * it. No secret leaves this file: only that there is one.
 */
#pragma once

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
