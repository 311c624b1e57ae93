/* SPDX-License-Identifier: MIT */
/*
 * netapi32.c - netapi32.dll of the lab guest: what it has joined. Its accounts: netapi32_users.c.
 *
 * Source: learn.microsoft.com/windows/win32/api/lmjoin/nf-lmjoin-netgetjoininformation,
 * .../nf-lmjoin-netgetaadjoininformation and .../ns-lmjoin-dsreg_join_info
 */
#include "standin.h"

#include <lmcons.h>
/* They need the types above. */
#include <lmapibuf.h>
#include <lmerr.h>
#include <lmjoin.h>

#define NAME "netapi32"

enum {
    TEXT_SIZE = 256, /* of a name, a domain, a tenant */
    JOIN_WORKGROUP = 2,
    ENTRA_TEXTS = 8,
};

/* DSREG_JOIN_INFO and DSREG_USER_INFO, which mingw's lmjoin.h does not have. */
struct entra_user {
    wchar_t *email, *key_id, *key_name;
};

struct entra_join {
    int type; /* 1: device, 2: workplace */
    const void *certificate;
    wchar_t *device_id, *identity_domain, *tenant_id, *email, *tenant_name;
    wchar_t *enrollment_url, *terms_url, *compliance_url, *sync_url;
    struct entra_user *user;
};

/* Everything that is freed by one call is in one block. */
struct entra_block {
    struct entra_join join;
    wchar_t texts[ENTRA_TEXTS][TEXT_SIZE];
};

HRESULT WINAPI NetGetAadJoinInformation(const wchar_t *tenant, struct entra_join **info);
void WINAPI NetFreeAadJoinInformation(struct entra_join *info);

NET_API_STATUS WINAPI NetApiBufferAllocate(DWORD bytes, LPVOID *buffer)
{
    *buffer = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, bytes);
    return *buffer ? NERR_Success : ERROR_NOT_ENOUGH_MEMORY;
}

NET_API_STATUS WINAPI NetApiBufferFree(LPVOID buffer)
{
    if (buffer)
        (void)HeapFree(GetProcessHeap(), 0, buffer);
    return NERR_Success;
}

NET_API_STATUS WINAPI NetGetJoinInformation(
    LPCWSTR server, LPWSTR *name, PNETSETUP_JOIN_STATUS status)
{
    uint32_t code = standin_number(NAME, L"JoinCode", 0);
    void *buffer = NULL;

    standin_announce(NAME, "memberships and accounts");
    if (server && server[0] != L'\0')
        return ERROR_NOT_SUPPORTED; /* of another machine the lab knows nothing */
    if (code != 0)
        return code;
    if (NetApiBufferAllocate(TEXT_SIZE * sizeof(wchar_t), &buffer) != NERR_Success)
        return ERROR_NOT_ENOUGH_MEMORY;
    standin_text(NAME, L"DomainName", buffer, TEXT_SIZE);
    if (((wchar_t *)buffer)[0] == L'\0')
        (void)wcscpy_s(buffer, TEXT_SIZE, L"WORKGROUP");
    *name = buffer;
    *status = (NETSETUP_JOIN_STATUS)standin_number(NAME, L"DomainStatus", JOIN_WORKGROUP);
    standin_log(NAME, "NetGetJoinInformation: status %d", (int)*status);
    return NERR_Success;
}

static wchar_t *entra_text(
    struct entra_block *block, int place, const wchar_t *value, const wchar_t *otherwise)
{
    wchar_t *text = block->texts[place];

    standin_text(NAME, value, text, TEXT_SIZE);
    if (text[0] == L'\0')
        (void)wcscpy_s(text, TEXT_SIZE, otherwise);
    return text;
}

static void fill_entra(struct entra_block *block, uint32_t type)
{
    block->join.type = (int)type;
    block->join.device_id =
        entra_text(block, 0, L"DeviceId", L"7a3c1f0e-52b4-4d6b-9f0f-2f6f3c1f9a01");
    block->join.identity_domain = entra_text(block, 1, L"IdpDomain", L"login.windows.net");
    block->join.tenant_id = entra_text(block, 2, L"Tenant", L"");
    block->join.email = entra_text(block, 3, L"UserEmail", L"");
    block->join.tenant_name = entra_text(block, 4, L"TenantName", L"");
    block->join.enrollment_url = entra_text(block, 5, L"MdmUrl", L"");
    block->join.terms_url = block->texts[6];
    block->join.compliance_url = block->texts[6];
    block->join.sync_url = block->texts[7];
}

HRESULT WINAPI NetGetAadJoinInformation(const wchar_t *tenant, struct entra_join **info)
{
    uint32_t code = standin_number(NAME, L"EntraCode", 0);
    uint32_t type = standin_number(NAME, L"EntraType", 0);
    wchar_t own[TEXT_SIZE];
    void *block = NULL;

    standin_announce(NAME, "memberships and accounts");
    standin_log(NAME, "NetGetAadJoinInformation: 0x%08lx, type %lu", (unsigned long)code,
        (unsigned long)type);
    if (!info)
        return E_INVALIDARG;
    *info = NULL;
    if (code != 0)
        return (HRESULT)code;
    standin_text(NAME, L"Tenant", own, TEXT_SIZE);
    /* Not joined, or not to the tenant that is asked for: success with nothing. */
    if (type == 0 || (tenant && _wcsicmp(tenant, own) != 0))
        return S_OK;
    if (NetApiBufferAllocate(sizeof(struct entra_block), &block) != NERR_Success)
        return E_OUTOFMEMORY;
    fill_entra(block, type);
    *info = &((struct entra_block *)block)->join;
    return S_OK;
}

void WINAPI NetFreeAadJoinInformation(struct entra_join *info)
{
    (void)NetApiBufferFree(info);
}
