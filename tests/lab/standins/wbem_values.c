/* SPDX-License-Identifier: MIT */
/* wbem_values.c - filling the stand-in's objects, and comparing them with a query. */
#include "wbem.h"

enum {
    DECIMAL_SIZE = 21, /* 2 to the power of 64 has 20 digits */
};

static CIMTYPE type_of(IWbemClassObject *object, const wchar_t *name)
{
    CIMTYPE type = CIM_ILLEGAL;

    (void)IWbemClassObject_Get(object, name, 0, NULL, &type, NULL);
    return type;
}

static bool put_value(IWbemClassObject *object, const wchar_t *name, VARIANT *value)
{
    HRESULT result = IWbemClassObject_Put(object, name, 0, value, 0);

    VariantClear(value);
    return SUCCEEDED(result);
}

bool wbem_put_text(IWbemClassObject *object, const wchar_t *name, const wchar_t *text)
{
    VARIANT value;

    V_VT(&value) = VT_BSTR;
    V_BSTR(&value) = SysAllocString(text);
    return V_BSTR(&value) && put_value(object, name, &value);
}

bool wbem_put_number(IWbemClassObject *object, const wchar_t *name, uint64_t number)
{
    CIMTYPE type = type_of(object, name);
    wchar_t decimal[DECIMAL_SIZE];
    VARIANT value;

    if (type == CIM_UINT64) {
        (void)swprintf(decimal, DECIMAL_SIZE, L"%llu", (unsigned long long)number);
        return wbem_put_text(object, name, decimal);
    }
    if (type == CIM_BOOLEAN) {
        V_VT(&value) = VT_BOOL;
        V_BOOL(&value) = number ? VARIANT_TRUE : VARIANT_FALSE;
    } else if (type == CIM_CHAR16) {
        V_VT(&value) = VT_I2;
        V_I2(&value) = (SHORT)number;
    } else {
        V_VT(&value) = VT_I4;
        V_I4(&value) = (LONG)(ULONG)number;
    }
    return put_value(object, name, &value);
}

bool wbem_put_texts(
    IWbemClassObject *object, const wchar_t *name, const wchar_t *const *texts, size_t count)
{
    SAFEARRAY *array = SafeArrayCreateVector(VT_BSTR, 0, (ULONG)count);
    VARIANT value;

    V_VT(&value) = VT_ARRAY | VT_BSTR;
    V_ARRAY(&value) = array;
    for (LONG i = 0; array && i < (LONG)count; i++) {
        BSTR text = SysAllocString(texts[i]);
        HRESULT result = text ? SafeArrayPutElement(array, &i, text) : E_OUTOFMEMORY;

        SysFreeString(text); /* the array has a copy */
        if (FAILED(result)) {
            VariantClear(&value);
            return false;
        }
    }
    return array && put_value(object, name, &value);
}

static bool number_of(const VARIANT *value, uint64_t *number)
{
    switch (V_VT(value)) {
    case VT_I4:
        *number = V_UI4(value);
        return true;
    case VT_I2:
        *number = V_UI2(value);
        return true;
    case VT_BOOL:
        *number = V_BOOL(value) != VARIANT_FALSE;
        return true;
    case VT_BSTR:
        *number = wcstoull(V_BSTR(value), NULL, 10);
        return true;
    default:
        return false;
    }
}

bool wbem_get_number(IWbemClassObject *object, const wchar_t *name, uint64_t *number)
{
    VARIANT value;
    CIMTYPE type;
    bool got;

    VariantInit(&value);
    if (FAILED(IWbemClassObject_Get(object, name, 0, &value, &type, NULL)))
        return false;
    got = type != CIM_STRING && number_of(&value, number);
    VariantClear(&value);
    return got;
}

static bool text_meets(
    IWbemClassObject *object, const struct wbem_condition *condition, bool *is_known)
{
    VARIANT value;
    bool same;

    VariantInit(&value);
    *is_known = SUCCEEDED(IWbemClassObject_Get(object, condition->name, 0, &value, NULL, NULL)) &&
                V_VT(&value) == VT_BSTR;
    same = *is_known && wbem_same_name(V_BSTR(&value), condition->text);
    VariantClear(&value);
    return same != condition->differs;
}

/* A character may be given as a text of one, and a number as a text, as WQL lets one do. */
static bool condition_meets(IWbemClassObject *object, const struct wbem_condition *condition)
{
    CIMTYPE type = type_of(object, condition->name);
    uint64_t wanted = condition->number;
    uint64_t number = 0;
    bool is_known = false;
    bool meets;

    if (type == CIM_STRING) {
        meets = text_meets(object, condition, &is_known);
        return is_known && meets;
    }
    if (condition->kind == WBEM_OPERAND_TEXT)
        wanted = type == CIM_CHAR16 ? condition->text[0] : wcstoull(condition->text, NULL, 10);
    if (!wbem_get_number(object, condition->name, &number))
        return false; /* NULL is neither the same nor another */
    return (number == wanted) != condition->differs;
}

bool wbem_object_meets(IWbemClassObject *object, const struct wbem_query *query)
{
    for (size_t i = 0; i < query->condition_count; i++) {
        if (!condition_meets(object, &query->conditions[i]))
            return false;
    }
    return true;
}

static bool has_property(const struct wbem_schema *schema, const wchar_t *name)
{
    for (const struct wbem_property *property = schema->properties; property->name; property++) {
        if (wbem_same_name(property->name, name))
            return true;
    }
    return false;
}

bool wbem_query_fits(const struct wbem_query *query, const struct wbem_schema *schema)
{
    for (size_t i = 0; i < query->column_count; i++) {
        if (!has_property(schema, query->columns[i]))
            return false;
    }
    for (size_t i = 0; i < query->condition_count; i++) {
        if (!has_property(schema, query->conditions[i].name))
            return false;
    }
    return true;
}

static bool is_asked(const struct wbem_query *query, const wchar_t *name)
{
    for (size_t i = 0; i < query->column_count; i++) {
        if (wbem_same_name(query->columns[i], name))
            return true;
    }
    return query->column_count == 0;
}

void wbem_object_project(
    IWbemClassObject *object, const struct wbem_schema *schema, const struct wbem_query *query)
{
    for (const struct wbem_property *property = schema->properties; property->name; property++) {
        VARIANT nothing;

        V_VT(&nothing) = VT_NULL;
        if (!is_asked(query, property->name))
            (void)put_value(object, property->name, &nothing);
    }
}
