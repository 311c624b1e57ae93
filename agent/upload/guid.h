/* SPDX-License-Identifier: MIT */
/* guid.h - pure: names that are the same on every run (RFC 9562, version 5). */
#pragma once

#include "base/text.h"

enum { GUID_LEN = 36 };

/**
 * What the function guid() of an ARM template gives for these texts, so that a template and a script
 * made from one target name the same role assignment.
 *
 * @param parts  texts, put together with '-' between them
 * @param guid   receives "xxxxxxxx-xxxx-5xxx-xxxx-xxxxxxxxxxxx" and a NUL
 * @return       false: out of memory
 *
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-string#guid
 */
bool guid_of(
    const char *const *parts, size_t count, char guid[GUID_LEN + 1], struct err *err) MUST_CHECK;
