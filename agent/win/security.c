/* SPDX-License-Identifier: MIT */
/* security.c - makes and checks the security of goldprep's own files; security.h reads it out. */
#include "win/security.h"

#include <aclapi.h>
#include <sddl.h>

/* Rights by which somebody could change a folder, what lies in it, or who may do so. */
enum {
    CHANGING_RIGHTS = FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_WRITE_EA | FILE_DELETE_CHILD |
                      FILE_WRITE_ATTRIBUTES | DELETE | WRITE_DAC | WRITE_OWNER,
    /* Rights by which somebody could put another folder in its place, or in that of one below it. */
    REPLACING_RIGHTS = FILE_DELETE_CHILD | DELETE | WRITE_DAC | WRITE_OWNER,
};

bool win_private_attributes(
    struct win_local *descriptor, SECURITY_ATTRIBUTES *attributes, struct err *err)
{
    bool is_administrator = false;

    if (!win_is_administrator(&is_administrator, err))
        return false;
    *attributes = (SECURITY_ATTRIBUTES){ .nLength = sizeof *attributes };
    if (!is_administrator)
        return true;

    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
            WIN_PRIVATE_SDDL, SDDL_REVISION_1, &descriptor->memory, NULL))
        return win_err(err, GetLastError(), "cannot make a security descriptor");
    attributes->lpSecurityDescriptor = descriptor->memory;
    return true;
}

/* Who may own it, and what nobody else may do with it. */
struct trusted {
    const TOKEN_USER *self;
    bool of_program; /* it is a program, or a folder above one */
    DWORD rights;
};

/* "NT SERVICE\\TrustedInstaller": the SID of a service follows from its name alone. */
static bool is_trusted_installer(PSID sid)
{
    static const DWORD parts[] = { 80, 956008885, 3418522649, 1831038044, 1853292631, 2271478464 };

    if (*GetSidSubAuthorityCount(sid) != COUNT_OF(parts) ||
        GetSidIdentifierAuthority(sid)->Value[5] != 5)
        return false;
    for (DWORD at = 0; at < COUNT_OF(parts); at++)
        if (*GetSidSubAuthority(sid, at) != parts[at])
            return false;
    return true;
}

/* The system, Administrators, or this administrator. */
static bool is_trusted(PSID sid, const struct trusted *trusted)
{
    return IsWellKnownSid(sid, WinLocalSystemSid) ||
           IsWellKnownSid(sid, WinBuiltinAdministratorsSid) ||
           EqualSid(sid, trusted->self->User.Sid) ||
           (trusted->of_program && is_trusted_installer(sid));
}

static bool refuse(const char *path, const char *what, PSID sid, struct err *err)
{
    AUTO(text) name = { 0 };

    if (!win_append_sid(&name, sid, err))
        return err_wrap(err, "'%s' %s an account that cannot be named", path, what);
    return err_set(err, ERR_AGENT, ERR_REFUSED,
        "'%s' %s '%s': it must belong to administrators alone", path, what, text_string(&name));
}

/* One entry of the access list: does it let a stranger change something? */
static bool check_entry(
    const char *path, const ACE_HEADER *header, const struct trusted *trusted, struct err *err)
{
    /* These two kinds have the same shape up to the SID. */
    const ACCESS_ALLOWED_ACE *allowed = (const ACCESS_ALLOWED_ACE *)header;
    PSID sid = (PSID)(uintptr_t)&allowed->SidStart;

    if (trusted->of_program && (header->AceFlags & INHERIT_ONLY_ACE))
        return true;
    if (header->AceType == ACCESS_DENIED_ACE_TYPE ||
        header->AceType == ACCESS_DENIED_CALLBACK_ACE_TYPE)
        return true;
    if (header->AceType != ACCESS_ALLOWED_ACE_TYPE &&
        header->AceType != ACCESS_ALLOWED_CALLBACK_ACE_TYPE)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "'%s' has an access entry of kind %u, which cannot be judged", path, header->AceType);

    if ((allowed->Mask & trusted->rights) == 0)
        return true;
    /* These two stand for whoever made or owns an object, and that is checked by itself. */
    if (is_trusted(sid, trusted) || IsWellKnownSid(sid, WinCreatorOwnerSid) ||
        IsWellKnownSid(sid, WinCreatorOwnerRightsSid))
        return true;
    return refuse(path, "can be changed by", sid, err);
}

static bool check(const char *path, HANDLE handle, bool of_program, DWORD rights, struct err *err)
{
    AUTO(win_local) descriptor = { 0 };
    AUTO_FREE TOKEN_USER *self = NULL;
    PSID owner = NULL;
    PACL list = NULL;
    DWORD status = GetSecurityInfo(handle, SE_FILE_OBJECT,
        OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &owner, NULL, &list, NULL,
        &descriptor.memory);

    if (status != ERROR_SUCCESS)
        return win_err(err, status, "cannot read who may use '%s'", path);
    if (!win_token_user(&self, err))
        return false;

    const struct trusted trusted = { self, of_program, rights };

    /* No owner and no list: a file system without security, or one open to everybody. */
    if (!owner || !list)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' can be changed by everybody", path);
    if (!is_trusted(owner, &trusted))
        return refuse(path, "belongs to", owner, err);

    for (DWORD i = 0; i < list->AceCount; i++) {
        void *entry = NULL;

        if (!GetAce(list, i, &entry))
            return win_err(err, GetLastError(), "cannot read who may use '%s'", path);
        if (!check_entry(path, entry, &trusted, err))
            return false;
    }
    return true;
}

bool win_check_private(const char *path, HANDLE handle, struct err *err)
{
    return check(path, handle, false, CHANGING_RIGHTS | GENERIC_WRITE | GENERIC_ALL, err);
}

bool win_check_program(const char *path, HANDLE handle, struct err *err)
{
    return check(path, handle, true, CHANGING_RIGHTS | GENERIC_WRITE | GENERIC_ALL, err);
}

bool win_check_above_program(const char *path, HANDLE handle, struct err *err)
{
    return check(path, handle, true, REPLACING_RIGHTS | GENERIC_ALL, err);
}
