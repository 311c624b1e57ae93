/* SPDX-License-Identifier: MIT */
/* target_forms.h - pure: is a text a date, a GUID, an address or an id of Azure's? */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Reads yyyy-MM-dd, yyyy-MM-ddTHH:mm[:ss[.fff]] and both with Z or an offset; without one it is UTC.
 *
 * @param seconds  receives seconds since 1970 UTC
 * @return         false: it is none
 */
bool form_date(const char *text, int64_t *seconds);
/** 8-4-4-4-12 hexadecimal digits, without braces. */
bool form_guid(const char *text);
/** name@host.domain, ASCII, without blanks or quotes. */
bool form_email(const char *text);
/** http or https, a host, nothing but printable ASCII without blanks and quotes. */
bool form_uri(const char *text);
/** Does a URI carry a shared access signature, or a user and password? */
bool form_has_secret(const char *text);
/**
 * /subscriptions/GUID/resourceGroups/NAME/providers/TYPE/NAME, letters of any case, where type has a
 * name behind each of its parts: "Microsoft.Compute/galleries/images/versions".
 */
bool form_id(const char *text, const char *type);
/** The subscription of an id, which has 36 characters; NULL: it has none. */
const char *form_id_subscription(const char *id);
