/* SPDX-License-Identifier: MIT */
/* codes.h - error codes in a message, in whatever form they were written, as HRESULT or NTSTATUS. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CODES_MOST = 8 }; /* of one failure: its own, and what the callers made of it */

/** Different codes, in the order they were met. Zeroed is empty. */
struct code_list {
    uint32_t codes[CODES_MOST];
    size_t count;
};

/** Adds one that is not there yet; 0 is none, and what does not fit is left out. */
void code_list_add(struct code_list *list, uint32_t code);
/** Adds all of another list. */
void code_list_join(struct code_list *list, const struct code_list *other);
/** A Win32 code becomes its HRESULT; anything else stays. */
uint32_t code_normal(uint32_t code);
/**
 * Finds the codes of a text: "hr = 0x80070005", "dwRet = 31", "error code -1073425657", "failed
 * c000000d", "(0x80310039)". Numbers of messages ("[0x0f0082]", "983152 (0xf0070)") are none, and
 * "[gle=0x2]" is one only where nothing else is.
 *
 * @param limit  codes begin in front of it; one that was broken over two lines may end behind it
 */
void codes_find(const char *text, size_t len, size_t limit, struct code_list *list);
/** Reads hexadecimal digits without 0x, as reagentc prints them; code is as code_normal makes it. */
bool code_read_hex(const char *text, size_t len, uint32_t *code);
