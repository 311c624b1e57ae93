/* SPDX-License-Identifier: MIT */
/*
 * wbem_services.c - a namespace of the stand-in: IWbemServices, with the IClientSecurity that
 * CoSetProxyBlanket asks for.
 *
 * Source: learn.microsoft.com/windows/win32/api/wbemcli/nn-wbemcli-iwbemservices
 */
#include "wbem.h"

#include "standin.h"

struct services {
    IWbemServices face;
    IClientSecurity security;
    LONG references;
    const wchar_t *name_space;
};

static struct services *own(IWbemServices *face)
{
    return (struct services *)face;
}

static struct services *owner(IClientSecurity *security)
{
    return (struct services *)((char *)security - FIELD_OFFSET(struct services, security));
}

static HRESULT WINAPI query_interface(IWbemServices *face, REFIID wanted, void **out)
{
    *out = NULL;
    if (IsEqualIID(wanted, &IID_IUnknown) || IsEqualIID(wanted, &IID_IWbemServices))
        *out = face;
    else if (IsEqualIID(wanted, &IID_IClientSecurity))
        *out = &own(face)->security;
    if (!*out)
        return E_NOINTERFACE;
    InterlockedIncrement(&own(face)->references);
    return S_OK;
}

static ULONG WINAPI add_reference(IWbemServices *face)
{
    return (ULONG)InterlockedIncrement(&own(face)->references);
}

static ULONG WINAPI release(IWbemServices *face)
{
    LONG left = InterlockedDecrement(&own(face)->references);

    if (left == 0)
        free(own(face));
    return (ULONG)left;
}

static HRESULT WINAPI security_query_interface(IClientSecurity *face, REFIID wanted, void **out)
{
    return query_interface(&owner(face)->face, wanted, out);
}

static ULONG WINAPI security_add_reference(IClientSecurity *face)
{
    return add_reference(&owner(face)->face);
}

static ULONG WINAPI security_release(IClientSecurity *face)
{
    return release(&owner(face)->face);
}

/* There is no other process here whose identity could matter: any blanket will do. */
static HRESULT WINAPI set_blanket(IClientSecurity *face, IUnknown *proxy, DWORD authentication,
    DWORD authorization, OLECHAR *server, DWORD authentication_level, DWORD impersonation_level,
    void *identity, DWORD capabilities)
{
    (void)face;
    (void)proxy;
    (void)authentication;
    (void)authorization;
    (void)server;
    (void)authentication_level;
    (void)identity;
    (void)capabilities;
    standin_log(
        WBEM_STANDIN, "blanket with impersonation level %lu", (unsigned long)impersonation_level);
    return S_OK;
}

/* Finds the instance that a path names. The caller releases it. */
static HRESULT find_instance(
    const struct wbem_schema *schema, const struct wbem_path *path, IWbemClassObject **found)
{
    struct wbem_query query = {
        .condition_count = 1,
        .conditions = { { .kind = WBEM_OPERAND_TEXT } },
    };
    struct wbem_list list = { 0 };
    HRESULT result;

    if (!schema->properties->name)
        return WBEM_E_NOT_FOUND; /* a class without rows */
    if (path->key[0] && !wbem_same_name(path->key, schema->properties->name))
        return WBEM_E_INVALID_OBJECT_PATH;
    (void)wcscpy_s(query.conditions[0].name, WBEM_NAME_SIZE, schema->properties->name);
    memcpy(query.conditions[0].text, path->text, sizeof path->text);
    result = schema->rows(schema, &list);
    if (FAILED(result))
        return result;
    *found = NULL;
    for (size_t i = 0; !*found && i < list.count; i++) {
        if (wbem_object_meets(list.objects[i], &query)) {
            *found = list.objects[i];
            IWbemClassObject_AddRef(*found);
        }
    }
    wbem_list_done(&list);
    return wbem_either(*found != NULL, WBEM_E_NOT_FOUND);
}

static HRESULT WINAPI get_object(IWbemServices *face, const BSTR text, LONG flags,
    IWbemContext *context, IWbemClassObject **out, IWbemCallResult **call_result)
{
    struct wbem_path path;
    const struct wbem_schema *schema;

    (void)flags;
    (void)context;
    if (!out)
        return WBEM_E_INVALID_PARAMETER;
    if (call_result)
        return WBEM_E_NOT_SUPPORTED;
    *out = NULL;
    if (!text || !wbem_path_parse(text, &path))
        return WBEM_E_INVALID_OBJECT_PATH;
    schema = wbem_schema_find(own(face)->name_space, path.class_name);
    if (!schema)
        return wbem_either(false, path.is_instance ? WBEM_E_INVALID_CLASS : WBEM_E_NOT_FOUND);
    if (path.is_instance)
        return find_instance(schema, &path, out);
    *out = wbem_object_new(schema, false);
    return wbem_made(*out);
}

/* Takes the rows that do not meet the query out of the list. */
static void filter(
    struct wbem_list *list, const struct wbem_schema *schema, const struct wbem_query *query)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++) {
        IWbemClassObject *object = list->objects[i];

        if (wbem_object_meets(object, query)) {
            wbem_object_project(object, schema, query);
            list->objects[kept++] = object;
        } else {
            IWbemClassObject_Release(object);
        }
    }
    list->count = kept;
}

static HRESULT select_rows(
    const wchar_t *name_space, const struct wbem_query *query, struct wbem_list *list)
{
    const struct wbem_schema *schema = wbem_schema_find(name_space, query->class_name);
    HRESULT result = (HRESULT)standin_number(WBEM_STANDIN, L"QueryFails", 0);

    if (FAILED(result))
        return result;
    if (!schema)
        return WBEM_E_INVALID_CLASS;
    if (!wbem_query_fits(query, schema))
        return WBEM_E_INVALID_QUERY;
    result = schema->rows(schema, list);
    if (SUCCEEDED(result))
        filter(list, schema, query);
    return result;
}

/* What is wrong with the text is told at once; what the query meets, at the first Next, when the
 * call is semisynchronous. Source: learn.microsoft.com/windows/win32/wmisdk/calling-a-method */
static HRESULT WINAPI exec_query(IWbemServices *face, const BSTR language, const BSTR text,
    LONG flags, IWbemContext *context, IEnumWbemClassObject **out)
{
    struct wbem_query query;
    struct wbem_list list = { 0 };
    HRESULT result;

    (void)context;
    if (!language || !text || !out)
        return WBEM_E_INVALID_PARAMETER;
    *out = NULL;
    wbem_delay(L"QueryDelayMs");
    if (!wbem_same_name(language, L"WQL"))
        return WBEM_E_INVALID_QUERY_TYPE;
    if (!wbem_query_parse(text, &query)) {
        standin_log(WBEM_STANDIN, "query not understood: %ls", text);
        return WBEM_E_INVALID_QUERY;
    }
    result = select_rows(own(face)->name_space, &query, &list);
    standin_log(
        WBEM_STANDIN, "query %ls: 0x%08lx, %zu rows", text, (unsigned long)result, list.count);
    if (FAILED(result) && !(flags & WBEM_FLAG_RETURN_IMMEDIATELY))
        return result;
    *out = wbem_enumerator_new(&list, flags, result);
    wbem_list_done(&list);
    return wbem_made(*out);
}

static HRESULT WINAPI create_instance_enum(IWbemServices *face, const BSTR class_name, LONG flags,
    IWbemContext *context, IEnumWbemClassObject **out)
{
    struct wbem_list list = { 0 };
    const struct wbem_schema *schema;
    HRESULT result;

    (void)context;
    if (!class_name || !out)
        return WBEM_E_INVALID_PARAMETER;
    *out = NULL;
    schema = wbem_schema_find(own(face)->name_space, class_name);
    if (!schema)
        return WBEM_E_INVALID_CLASS;
    result = schema->rows(schema, &list);
    if (FAILED(result))
        return result;
    *out = wbem_enumerator_new(&list, flags, result);
    wbem_list_done(&list);
    return wbem_made(*out);
}

static HRESULT call_static(const struct wbem_method *method, IWbemClassObject **out)
{
    IWbemClassObject *answer = wbem_object_new(method->out, true);

    if (!answer || !method->call(answer)) {
        if (answer)
            IWbemClassObject_Release(answer);
        return WBEM_E_OUT_OF_MEMORY;
    }
    standin_log(WBEM_STANDIN, "%ls: called", method->name);
    if (out)
        *out = answer;
    else
        IWbemClassObject_Release(answer);
    return WBEM_S_NO_ERROR;
}

static HRESULT WINAPI exec_method(IWbemServices *face, const BSTR text, const BSTR name, LONG flags,
    IWbemContext *context, IWbemClassObject *in, IWbemClassObject **out,
    IWbemCallResult **call_result)
{
    struct wbem_path path;
    const struct wbem_schema *schema;
    const struct wbem_method *method;
    IWbemClassObject *instance = NULL;
    IWbemClassObject *answer = NULL;
    HRESULT result;

    (void)flags;
    (void)context;
    if (call_result)
        return WBEM_E_NOT_SUPPORTED;
    if (!text || !name)
        return WBEM_E_INVALID_PARAMETER;
    if (!wbem_path_parse(text, &path))
        return WBEM_E_INVALID_OBJECT_PATH;
    schema = wbem_schema_find(own(face)->name_space, path.class_name);
    if (!schema)
        return WBEM_E_INVALID_CLASS;
    method = wbem_method_find(schema, name);
    if (!method)
        return WBEM_E_INVALID_METHOD;
    wbem_delay(L"QueryDelayMs");
    if (method->call && !path.is_instance && !schema->properties->name)
        return call_static(method, out);
    if (!path.is_instance || (method->in && !in))
        return WBEM_E_INVALID_METHOD_PARAMETERS;
    result = find_instance(schema, &path, &instance);
    if (SUCCEEDED(result)) {
        result =
            method->call ? call_static(method, &answer) : wbem_call(method, instance, in, &answer);
        IWbemClassObject_Release(instance);
    }
    if (out)
        *out = answer;
    else if (answer)
        IWbemClassObject_Release(answer);
    return result;
}

#define LEFT_OUT (void *)wbem_not_supported

static IWbemServicesVtbl services_table = {
    .QueryInterface = query_interface,
    .AddRef = add_reference,
    .Release = release,
    .OpenNamespace = LEFT_OUT,
    .CancelAsyncCall = LEFT_OUT,
    .QueryObjectSink = LEFT_OUT,
    .GetObject = get_object,
    .GetObjectAsync = LEFT_OUT,
    .PutClass = LEFT_OUT,
    .PutClassAsync = LEFT_OUT,
    .DeleteClass = LEFT_OUT,
    .DeleteClassAsync = LEFT_OUT,
    .CreateClassEnum = LEFT_OUT,
    .CreateClassEnumAsync = LEFT_OUT,
    .PutInstance = LEFT_OUT,
    .PutInstanceAsync = LEFT_OUT,
    .DeleteInstance = LEFT_OUT,
    .DeleteInstanceAsync = LEFT_OUT,
    .CreateInstanceEnum = create_instance_enum,
    .CreateInstanceEnumAsync = LEFT_OUT,
    .ExecQuery = exec_query,
    .ExecQueryAsync = LEFT_OUT,
    .ExecNotificationQuery = LEFT_OUT,
    .ExecNotificationQueryAsync = LEFT_OUT,
    .ExecMethod = exec_method,
    .ExecMethodAsync = LEFT_OUT,
};

static IClientSecurityVtbl security_table = {
    .QueryInterface = security_query_interface,
    .AddRef = security_add_reference,
    .Release = security_release,
    .QueryBlanket = LEFT_OUT,
    .SetBlanket = set_blanket,
    .CopyProxy = LEFT_OUT,
};

void wbem_delay(const wchar_t *fault)
{
    Sleep(standin_number(WBEM_STANDIN, fault, 0)); /* INFINITE is 0xFFFFFFFF */
}

IWbemServices *wbem_services_new(const wchar_t *name_space)
{
    struct services *services = calloc(1, sizeof *services);

    if (!services)
        return NULL;
    services->face.lpVtbl = &services_table;
    services->security.lpVtbl = &security_table;
    services->references = 1;
    services->name_space = name_space;
    return &services->face;
}
