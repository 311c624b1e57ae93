/* SPDX-License-Identifier: MIT */
/*
 * wbem_enumerator.c - the result of a query: IEnumWbemClassObject.
 *
 * Source: learn.microsoft.com/windows/win32/api/wbemcli/nn-wbemcli-ienumwbemclassobject
 */
#include "wbem.h"

struct enumerator {
    IEnumWbemClassObject face;
    LONG references;
    LONG flags;
    HRESULT failure; /* what Next answers, when a semisynchronous query has failed */
    size_t next;
    struct wbem_list list;
};

static struct enumerator *own(IEnumWbemClassObject *face)
{
    return (struct enumerator *)face;
}

void wbem_list_done(struct wbem_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        IWbemClassObject_Release(list->objects[i]);
    list->count = 0;
}

static HRESULT WINAPI query_interface(IEnumWbemClassObject *face, REFIID wanted, void **out)
{
    *out = NULL;
    if (!IsEqualIID(wanted, &IID_IUnknown) && !IsEqualIID(wanted, &IID_IEnumWbemClassObject))
        return E_NOINTERFACE;
    InterlockedIncrement(&own(face)->references);
    *out = face;
    return S_OK;
}

static ULONG WINAPI add_reference(IEnumWbemClassObject *face)
{
    return (ULONG)InterlockedIncrement(&own(face)->references);
}

static ULONG WINAPI release(IEnumWbemClassObject *face)
{
    LONG left = InterlockedDecrement(&own(face)->references);

    if (left == 0) {
        wbem_list_done(&own(face)->list);
        free(own(face));
    }
    return (ULONG)left;
}

static HRESULT WINAPI reset(IEnumWbemClassObject *face)
{
    if (own(face)->flags & WBEM_FLAG_FORWARD_ONLY)
        return WBEM_E_INVALID_OPERATION;
    own(face)->next = 0;
    return WBEM_S_NO_ERROR;
}

static HRESULT WINAPI next(IEnumWbemClassObject *face, LONG timeout, ULONG wanted,
    IWbemClassObject **objects, ULONG *returned)
{
    struct enumerator *enumerator = own(face);

    (void)timeout; /* all there is, is here already */
    if (!objects || !returned || wanted == 0)
        return WBEM_E_INVALID_PARAMETER;
    *returned = 0;
    if (FAILED(enumerator->failure))
        return enumerator->failure;
    while (*returned < wanted && enumerator->next < enumerator->list.count) {
        IWbemClassObject *object = enumerator->list.objects[enumerator->next++];

        IWbemClassObject_AddRef(object);
        objects[(*returned)++] = object;
    }
    return *returned == wanted ? WBEM_S_NO_ERROR : WBEM_S_FALSE;
}

static HRESULT WINAPI skip(IEnumWbemClassObject *face, LONG timeout, ULONG count)
{
    struct enumerator *enumerator = own(face);
    size_t left = enumerator->list.count - enumerator->next;

    (void)timeout;
    enumerator->next += count < left ? count : left;
    return count <= left ? WBEM_S_NO_ERROR : WBEM_S_FALSE;
}

static IEnumWbemClassObjectVtbl table = {
    .QueryInterface = query_interface,
    .AddRef = add_reference,
    .Release = release,
    .Reset = reset,
    .Next = next,
    .NextAsync = (void *)wbem_not_supported,
    .Clone = (void *)wbem_not_supported,
    .Skip = skip,
};

IEnumWbemClassObject *wbem_enumerator_new(struct wbem_list *list, LONG flags, HRESULT result)
{
    struct enumerator *enumerator = calloc(1, sizeof *enumerator);

    if (!enumerator)
        return NULL;
    enumerator->face.lpVtbl = &table;
    enumerator->references = 1;
    enumerator->flags = flags;
    enumerator->failure = result;
    enumerator->list = *list;
    list->count = 0;
    return &enumerator->face;
}
