/* SPDX-License-Identifier: MIT */
/*
 * wbem_locator.c - the way in: IWbemLocator, and the class factory that makes it.
 *
 * Source: learn.microsoft.com/windows/win32/api/wbemcli/nf-wbemcli-iwbemlocator-connectserver
 */
#include "wbem.h"

#include "standin.h"

enum { NAME_SPACE_SIZE = 80 }; /* longer than any namespace that is served */

struct locator {
    IWbemLocator face;
    LONG references;
};

static struct locator *own(IWbemLocator *face)
{
    return (struct locator *)face;
}

static HRESULT WINAPI query_interface(IWbemLocator *face, REFIID wanted, void **out)
{
    *out = NULL;
    if (!IsEqualIID(wanted, &IID_IUnknown) && !IsEqualIID(wanted, &IID_IWbemLocator))
        return E_NOINTERFACE;
    InterlockedIncrement(&own(face)->references);
    *out = face;
    return S_OK;
}

static ULONG WINAPI add_reference(IWbemLocator *face)
{
    return (ULONG)InterlockedIncrement(&own(face)->references);
}

static ULONG WINAPI release(IWbemLocator *face)
{
    LONG left = InterlockedDecrement(&own(face)->references);

    if (left == 0)
        free(own(face));
    return (ULONG)left;
}

/* "\\.\" in front means this machine; either slash separates the parts. */
static const wchar_t *find_name_space(const wchar_t *name)
{
    wchar_t plain[NAME_SPACE_SIZE];
    size_t len = 0;

    if (wcsncmp(name, L"\\\\.\\", 4) == 0 || wcsncmp(name, L"//./", 4) == 0)
        name += 4;
    while (*name && len + 1 < NAME_SPACE_SIZE) {
        plain[len++] = *name == L'/' ? L'\\' : *name;
        name++;
    }
    plain[len] = L'\0';
    return *name == L'\0' ? wbem_name_space_find(plain) : NULL;
}

/* Has the recipe taken the storage classes away? */
static bool is_taken_away(const wchar_t *name_space)
{
    static const wchar_t storage[] = L"ROOT\\Microsoft\\Windows\\Storage";

    return standin_number(WBEM_STANDIN, L"NoStorage", 0) != 0 && _wcsicmp(name_space, storage) == 0;
}

static HRESULT WINAPI connect_server(IWbemLocator *face, const BSTR resource, const BSTR user,
    const BSTR password, const BSTR locale, LONG security_flags, const BSTR authority,
    IWbemContext *context, IWbemServices **out)
{
    HRESULT result = (HRESULT)standin_number(WBEM_STANDIN, L"ConnectFails", 0);
    const wchar_t *name_space;

    (void)face;
    (void)password;
    (void)locale;
    (void)security_flags;
    (void)authority;
    (void)context;
    if (!resource || !out)
        return WBEM_E_INVALID_PARAMETER;
    *out = NULL;
    standin_announce(WBEM_STANDIN, "the storage classes of WMI and some others");
    if (user)
        return WBEM_E_LOCAL_CREDENTIALS; /* documented: no user for a local connection */
    wbem_delay(L"ConnectDelayMs");
    name_space = find_name_space(resource);
    if (SUCCEEDED(result) && (!name_space || is_taken_away(name_space)))
        result = WBEM_E_INVALID_NAMESPACE;
    if (FAILED(result)) {
        standin_log(WBEM_STANDIN, "connect to %ls: 0x%08lx", resource, (unsigned long)result);
        return result;
    }
    *out = wbem_services_new(name_space);
    return wbem_made(*out);
}

static IWbemLocatorVtbl locator_table = {
    .QueryInterface = query_interface,
    .AddRef = add_reference,
    .Release = release,
    .ConnectServer = connect_server,
};

IWbemLocator *wbem_locator_new(void)
{
    struct locator *locator = calloc(1, sizeof *locator);

    if (!locator)
        return NULL;
    locator->face.lpVtbl = &locator_table;
    locator->references = 1;
    return &locator->face;
}
