/* SPDX-License-Identifier: MIT */
/* wbem_dll.c - labwbem.dll as COM loads it: the class factory behind CLSID_WbemLocator. */
#include "wbem.h"

/* Without the declarations of the import library: this file gives the functions. */
HRESULT WINAPI DllGetClassObject(REFCLSID wanted_class, REFIID wanted, void **out);
HRESULT WINAPI DllCanUnloadNow(void);

static HRESULT WINAPI query_interface(IClassFactory *factory, REFIID wanted, void **out)
{
    *out = NULL;
    if (!IsEqualIID(wanted, &IID_IUnknown) && !IsEqualIID(wanted, &IID_IClassFactory))
        return E_NOINTERFACE;
    *out = factory;
    return S_OK;
}

/* The factory is part of the DLL, which stays loaded. */
static ULONG WINAPI reference(IClassFactory *factory)
{
    (void)factory;
    return 1;
}

static HRESULT WINAPI create_instance(
    IClassFactory *factory, IUnknown *outer, REFIID wanted, void **out)
{
    IWbemLocator *locator;
    HRESULT result;

    (void)factory;
    *out = NULL;
    if (outer)
        return CLASS_E_NOAGGREGATION;
    locator = wbem_locator_new();
    if (!locator)
        return E_OUTOFMEMORY;
    result = IWbemLocator_QueryInterface(locator, wanted, out);
    IWbemLocator_Release(locator);
    return result;
}

static HRESULT WINAPI lock_server(IClassFactory *factory, BOOL lock)
{
    (void)factory;
    (void)lock;
    return S_OK;
}

static IClassFactoryVtbl factory_table = {
    .QueryInterface = query_interface,
    .AddRef = reference,
    .Release = reference,
    .CreateInstance = create_instance,
    .LockServer = lock_server,
};

static IClassFactory the_factory = { .lpVtbl = &factory_table };

HRESULT WINAPI DllGetClassObject(REFCLSID wanted_class, REFIID wanted, void **out)
{
    *out = NULL;
    if (!IsEqualCLSID(wanted_class, &CLSID_WbemLocator))
        return CLASS_E_CLASSNOTAVAILABLE;
    return IClassFactory_QueryInterface(&the_factory, wanted, out);
}

HRESULT WINAPI DllCanUnloadNow(void)
{
    return S_FALSE;
}
