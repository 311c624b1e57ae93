/* SPDX-License-Identifier: MIT */
/*
 * wbem_object.c - classes, instances and parameter lists of the stand-in: IWbemClassObject.
 *
 * Source: learn.microsoft.com/windows/win32/api/wbemcli/nn-wbemcli-iwbemclassobject
 */
#include "wbem.h"

struct object {
    IWbemClassObject face; /* first: a pointer to it is a pointer to the object */
    LONG references;
    const struct wbem_schema *schema;
    bool is_instance;
    size_t count;
    VARIANT values[]; /* in the order of the schema's properties */
};

HRESULT WINAPI wbem_not_supported(void)
{
    return WBEM_E_NOT_SUPPORTED;
}

static struct object *own(IWbemClassObject *face)
{
    return (struct object *)face;
}

static size_t find_property(const struct wbem_schema *schema, const wchar_t *name)
{
    size_t i = 0;

    while (schema->properties[i].name && !wbem_same_name(schema->properties[i].name, name))
        i++;
    return i;
}

static HRESULT WINAPI query_interface(IWbemClassObject *face, REFIID wanted, void **out)
{
    *out = NULL;
    if (!IsEqualIID(wanted, &IID_IUnknown) && !IsEqualIID(wanted, &IID_IWbemClassObject))
        return E_NOINTERFACE;
    InterlockedIncrement(&own(face)->references);
    *out = face;
    return S_OK;
}

static ULONG WINAPI add_reference(IWbemClassObject *face)
{
    return (ULONG)InterlockedIncrement(&own(face)->references);
}

static ULONG WINAPI release(IWbemClassObject *face)
{
    struct object *object = own(face);
    LONG left = InterlockedDecrement(&object->references);

    if (left == 0) {
        for (size_t i = 0; i < object->count; i++)
            VariantClear(&object->values[i]);
        free(object);
    }
    return (ULONG)left;
}

static HRESULT text_value(VARIANT *value, const wchar_t *text)
{
    V_VT(value) = VT_BSTR;
    V_BSTR(value) = SysAllocString(text);
    return wbem_made(V_BSTR(value));
}

/*
 * The path of the object inside its namespace: the class, and for an instance its key. An
 * instance that was queried without its key has none.
 */
static bool relative_path(const struct object *object, wchar_t *path, size_t count)
{
    const wchar_t *key_name = object->schema->properties->name;
    const VARIANT *key = &object->values[0];
    wchar_t escaped[2 * WBEM_TEXT_SIZE];

    if (!object->is_instance)
        return swprintf(path, count, L"%ls", object->schema->name) >= 0;
    if (object->count == 0 || V_VT(key) != VT_BSTR ||
        !wbem_escape(V_BSTR(key), escaped, sizeof escaped / sizeof *escaped))
        return false;
    return swprintf(path, count, L"%ls.%ls=\"%ls\"", object->schema->name, key_name, escaped) >= 0;
}

static HRESULT path_value(const struct object *object, bool whole, VARIANT *value)
{
    wchar_t relative[2 * WBEM_TEXT_SIZE + WBEM_NAME_SIZE];
    wchar_t path[3 * WBEM_TEXT_SIZE];
    wchar_t computer[MAX_COMPUTERNAME_LENGTH + 1] = L".";
    DWORD computer_count = MAX_COMPUTERNAME_LENGTH + 1;

    if (!object->schema->name_space ||
        !relative_path(object, relative, sizeof relative / sizeof *relative))
        return WBEM_S_NO_ERROR; /* NULL */
    if (!whole)
        return text_value(value, relative);
    (void)GetComputerNameW(computer, &computer_count);
    if (swprintf(path, sizeof path / sizeof *path, L"\\\\%ls\\%ls:%ls", computer,
            object->schema->name_space, relative) < 0)
        return WBEM_E_FAILED;
    return text_value(value, path);
}

/* The properties that every object has. Their names begin with two underscores. */
static HRESULT get_system(const struct object *object, const wchar_t *name, VARIANT *value)
{
    V_VT(value) = VT_NULL;
    if (wbem_same_name(name, L"__PATH"))
        return path_value(object, true, value);
    if (wbem_same_name(name, L"__RELPATH"))
        return path_value(object, false, value);
    if (wbem_same_name(name, L"__NAMESPACE"))
        return object->schema->name_space ? text_value(value, object->schema->name_space)
                                          : WBEM_S_NO_ERROR;
    if (wbem_same_name(name, L"__CLASS"))
        return text_value(value, object->schema->name);
    if (wbem_same_name(name, L"__SUPERCLASS") || wbem_same_name(name, L"__DYNASTY"))
        return object->schema->superclass ? text_value(value, object->schema->superclass)
                                          : WBEM_S_NO_ERROR;
    V_VT(value) = VT_I4;
    V_I4(value) = object->is_instance ? WBEM_GENUS_INSTANCE : WBEM_GENUS_CLASS;
    if (wbem_same_name(name, L"__GENUS"))
        return WBEM_S_NO_ERROR;
    V_I4(value) = (LONG)object->count;
    return wbem_either(wbem_same_name(name, L"__PROPERTY_COUNT"), WBEM_E_NOT_FOUND);
}

static HRESULT WINAPI get(
    IWbemClassObject *face, LPCWSTR name, LONG flags, VARIANT *value, CIMTYPE *type, LONG *flavor)
{
    const struct object *object = own(face);
    VARIANT found;
    HRESULT result = WBEM_S_NO_ERROR;
    bool is_system = name && name[0] == L'_' && name[1] == L'_';
    size_t index;

    if (!name || flags != 0)
        return WBEM_E_INVALID_PARAMETER;
    VariantInit(&found);
    index = find_property(object->schema, name);
    if (is_system)
        result = get_system(object, name, &found);
    else if (index == object->count)
        result = WBEM_E_NOT_FOUND;
    else
        result = VariantCopy(&found, (VARIANT *)&object->values[index]);
    if (FAILED(result))
        return result;
    if (type)
        *type = !is_system              ? object->schema->properties[index].type
                : V_VT(&found) == VT_I4 ? CIM_SINT32
                                        : CIM_STRING;
    if (flavor)
        *flavor = is_system ? WBEM_FLAVOR_ORIGIN_SYSTEM : WBEM_FLAVOR_ORIGIN_LOCAL;
    if (value)
        *value = found; /* the caller gives an empty one, as documented */
    else
        VariantClear(&found);
    return WBEM_S_NO_ERROR;
}

static bool is_decimal(const wchar_t *text)
{
    size_t len = text ? wcsspn(text, L"0123456789") : 0;

    return len > 0 && len <= 20 && text[len] == L'\0';
}

static bool is_value_of(CIMTYPE type, const VARIANT *value)
{
    if (V_VT(value) == VT_NULL)
        return true;
    switch (type) {
    case CIM_UINT64:
        return V_VT(value) == VT_BSTR && is_decimal(V_BSTR(value));
    case CIM_UINT32:
    case CIM_UINT16:
        return V_VT(value) == VT_I4;
    case CIM_CHAR16:
        return V_VT(value) == VT_I2;
    case CIM_BOOLEAN:
        return V_VT(value) == VT_BOOL;
    case CIM_STRING:
        return V_VT(value) == VT_BSTR;
    default:
        return V_VT(value) == (VT_ARRAY | VT_BSTR);
    }
}

static HRESULT WINAPI put(
    IWbemClassObject *face, LPCWSTR name, LONG flags, VARIANT *value, CIMTYPE type)
{
    struct object *object = own(face);
    size_t index;

    if (!name || !value || flags != 0)
        return WBEM_E_INVALID_PARAMETER;
    index = find_property(object->schema, name);
    if (index == object->count)
        return WBEM_E_NOT_FOUND;
    if ((type != 0 && type != object->schema->properties[index].type) ||
        !is_value_of(object->schema->properties[index].type, value))
        return WBEM_E_TYPE_MISMATCH;
    return VariantCopy(&object->values[index], value);
}

static HRESULT WINAPI spawn_instance(IWbemClassObject *face, LONG flags, IWbemClassObject **out)
{
    if (!out || flags != 0)
        return WBEM_E_INVALID_PARAMETER;
    *out = wbem_object_new(own(face)->schema, true);
    return wbem_made(*out);
}

static HRESULT WINAPI get_method(
    IWbemClassObject *face, LPCWSTR name, LONG flags, IWbemClassObject **in, IWbemClassObject **out)
{
    const struct object *object = own(face);
    const struct wbem_method *method;

    if (!name || flags != 0)
        return WBEM_E_INVALID_PARAMETER;
    if (object->is_instance)
        return WBEM_E_ILLEGAL_OPERATION; /* only a class definition has methods */
    method = wbem_method_find(object->schema, name);
    if (!method)
        return WBEM_E_NOT_FOUND;
    if (in)
        *in = method->in ? wbem_object_new(method->in, false) : NULL;
    if (out)
        *out = wbem_object_new(method->out, false);
    return wbem_either(!(in && method->in && !*in) && !(out && !*out), WBEM_E_OUT_OF_MEMORY);
}

/*
 * In Windows' 64-bit calling convention the caller clears the stack: one function serves any list.
 */
#define LEFT_OUT (void *)wbem_not_supported

static IWbemClassObjectVtbl table = {
    .QueryInterface = query_interface,
    .AddRef = add_reference,
    .Release = release,
    .GetQualifierSet = LEFT_OUT,
    .Get = get,
    .Put = put,
    .Delete = LEFT_OUT,
    .GetNames = LEFT_OUT,
    .BeginEnumeration = LEFT_OUT,
    .Next = LEFT_OUT,
    .EndEnumeration = LEFT_OUT,
    .GetPropertyQualifierSet = LEFT_OUT,
    .Clone = LEFT_OUT,
    .GetObjectText = LEFT_OUT,
    .SpawnDerivedClass = LEFT_OUT,
    .SpawnInstance = spawn_instance,
    .CompareTo = LEFT_OUT,
    .GetPropertyOrigin = LEFT_OUT,
    .InheritsFrom = LEFT_OUT,
    .GetMethod = get_method,
    .PutMethod = LEFT_OUT,
    .DeleteMethod = LEFT_OUT,
    .BeginMethodEnumeration = LEFT_OUT,
    .NextMethod = LEFT_OUT,
    .EndMethodEnumeration = LEFT_OUT,
    .GetMethodQualifierSet = LEFT_OUT,
    .GetMethodOrigin = LEFT_OUT,
};

IWbemClassObject *wbem_object_new(const struct wbem_schema *schema, bool is_instance)
{
    size_t count = find_property(schema, L""); /* no property is called that: all are counted */
    struct object *object = calloc(1, sizeof *object + count * sizeof object->values[0]);

    if (!object)
        return NULL;
    object->face.lpVtbl = &table;
    object->references = 1;
    object->schema = schema;
    object->is_instance = is_instance;
    object->count = count;
    for (size_t i = 0; i < count; i++)
        V_VT(&object->values[i]) = VT_NULL;
    return &object->face;
}
