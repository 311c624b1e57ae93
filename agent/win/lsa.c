/* SPDX-License-Identifier: MIT */
/*
 * lsa.c - is there a secret of that name? What it says is wiped at once.
 *
 * Source: learn.microsoft.com/windows/win32/api/ntsecapi/nf-ntsecapi-lsaretrieveprivatedata
 * Source: learn.microsoft.com/windows/win32/secauthn/protecting-the-automatic-logon-password
 */
#include "win/win.h"

#include <ntsecapi.h>

enum { NAME_LIMIT = 128 }; /* units; the longest that Windows itself uses has some tens */

static const NTSTATUS name_not_found = (NTSTATUS)0xC0000034; /* STATUS_OBJECT_NAME_NOT_FOUND */

/* An open policy. Zeroed is none. */
struct policy {
    LSA_HANDLE handle;
};

static void policy_done(struct policy *policy)
{
    if (policy->handle)
        (void)LsaClose(policy->handle); /* nothing was changed by it */
    policy->handle = NULL;
}

static bool fail(NTSTATUS status, struct err *err, const char *name)
{
    return win_err(
        err, LsaNtStatusToWinError(status), "cannot tell whether there is a secret '%s'", name);
}

bool win_lsa_secret(void *state, const char *name, enum found *found, struct err *err)
{
    AUTO(policy) policy = { 0 };
    AUTO_FREE wchar_t *wide = NULL;
    LSA_OBJECT_ATTRIBUTES attributes = { .Length = sizeof attributes };
    LSA_UNICODE_STRING key;
    LSA_UNICODE_STRING *data = NULL;
    size_t count;
    NTSTATUS status;

    (void)state;
    if (!win_widen(name, &wide, err))
        return err_wrap(err, "secret '%s'", name);
    count = wcslen(wide);
    if (count > NAME_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "secret '%s': a name of %zu characters",
            text_shown(name), count);
    key = (LSA_UNICODE_STRING){ .Length = (USHORT)(count * sizeof *wide),
        .MaximumLength = (USHORT)((count + 1) * sizeof *wide),
        .Buffer = wide };

    status = LsaOpenPolicy(NULL, &attributes, POLICY_GET_PRIVATE_INFORMATION, &policy.handle);
    if (status < 0)
        return fail(status, err, name);
    status = LsaRetrievePrivateData(policy.handle, &key, &data);
    if (status < 0 && status != name_not_found)
        return fail(status, err, name);

    *found = status >= 0 && data ? FOUND : ABSENT;
    if (data) {
        if (data->Buffer)
            (void)SecureZeroMemory(data->Buffer, data->Length);
        (void)LsaFreeMemory(data); /* it fails for a bad pointer only */
    }
    return true;
}
