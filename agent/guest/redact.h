/* SPDX-License-Identifier: MIT */
/*
 * redact.h - takes secrets out of answers before they are kept.
 *
 * A secret becomes as many 'x' in the same encoding: one for each byte of UTF-8, one for each unit
 * of UTF-16. So every length and offset stays what it was, and whether there is a secret can still
 * be told. What counts as one is a list of names; docs/recording.md has it for people.
 */
#pragma once

#include "base/json.h"

/**
 * Does a registry value hold a secret, going by its name and by where it lies?
 *
 * @param key   as in guest.h
 * @param name  of the value; "" is the key's default value
 */
bool redact_is_secret(const char *key, const char *name);
/** Going by its name alone: for properties of WMI. */
bool redact_is_secret_name(const char *name);

/** Redacts a whole text. */
void redact_string(char *string);
/** Redacts a registry value's bytes. @param type REG_*; numbers are settings and stay */
void redact_registry_bytes(uint32_t type, struct bytes *bytes);
/** Redacts strings of rows whose members' names say that they are secrets.
 * @param rows  replaced by a copy when there is something to redact */
bool redact_rows(struct json **rows, struct err *err) MUST_CHECK;

/**
 * Redacts what an answer file (XML whose root is `unattend`) holds of passwords, product keys and
 * blobs for joining a domain, and all its comments. Other content is left as it is. The reading is
 * tolerant: what is malformed is rather redacted too far than not far enough.
 */
void redact_answer_file(struct bytes *bytes);
