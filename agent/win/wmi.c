/* SPDX-License-Identifier: MIT */
/*
 * wmi.c - COM from C: every interface is released, every VARIANT cleared, every BSTR freed.
 *
 * Source: learn.microsoft.com/windows/win32/wmisdk/wmi-c---application-examples
 * Source: learn.microsoft.com/windows/win32/wmisdk/numbers (a CIM uint64 is a BSTR)
 * Source: learn.microsoft.com/windows/win32/wmisdk/wmi-error-constants
 * Source: learn.microsoft.com/windows/win32/secprov/win32-encryptablevolume (packet privacy)
 */
#define COBJMACROS
#include "win/wmi.h"

#include <objbase.h>
#include <oleauto.h>
#include <wbemcli.h>

/** A BSTR that frees itself. */
struct bstr {
    const struct win_com *com;
    BSTR text;
};

static void bstr_done(struct bstr *bstr)
{
    if (bstr->text)
        bstr->com->sys_free_string(bstr->text);
    bstr->text = NULL;
}

/** A VARIANT that clears itself. Zeroed is VT_EMPTY. */
struct value {
    const struct win_com *com;
    VARIANT variant;
};

static void value_done(struct value *value)
{
    if (value->com)
        (void)value->com->variant_clear(&value->variant); /* it fails for what nobody makes here */
    value->com = NULL;
}

void win_wmi_object_done(struct win_wmi_object *object)
{
    if (object->object)
        IWbemClassObject_Release(object->object);
    object->object = NULL;
}

void win_wmi_rows_done(struct win_wmi_rows *rows)
{
    if (rows->rows)
        IEnumWbemClassObject_Release(rows->rows);
    rows->rows = NULL;
}

void win_wmi_done(struct win_wmi *wmi)
{
    if (wmi->services)
        IWbemServices_Release(wmi->services);
    if (wmi->started)
        wmi->com.co_uninitialize();
    *wmi = (struct win_wmi){ 0 };
}

static bool make_bstr(
    const struct win_com *com, const wchar_t *text, struct bstr *bstr, struct err *err)
{
    bstr->com = com;
    bstr->text = com->sys_alloc_string(text);
    return bstr->text || err_nomem(err);
}

/* Codes of WMI itself, for which the system has no text of its own. */
static const struct {
    uint32_t code;
    const char *words;
} wmi_words[] = {
    { (uint32_t)WBEM_E_FAILED, "the call failed" },
    { (uint32_t)WBEM_E_NOT_FOUND, "the object is not there" },
    { (uint32_t)WBEM_E_ACCESS_DENIED, "access denied" },
    { (uint32_t)WBEM_E_PROVIDER_FAILURE, "the provider failed" },
    { (uint32_t)WBEM_E_OUT_OF_MEMORY, "out of memory" },
    { (uint32_t)WBEM_E_INVALID_PARAMETER, "a parameter is not valid" },
    { (uint32_t)WBEM_E_PROVIDER_NOT_FOUND, "the provider is not there" },
    { (uint32_t)WBEM_E_INVALID_NAMESPACE, "the namespace is not there" },
    { (uint32_t)WBEM_E_INVALID_CLASS, "the class is not there" },
    { (uint32_t)WBEM_E_PROVIDER_LOAD_FAILURE, "the provider could not be loaded" },
    { (uint32_t)WBEM_E_INVALID_QUERY, "the query is not valid" },
    { (uint32_t)WBEM_E_INVALID_METHOD, "the method is not there" },
    { (uint32_t)WBEM_E_SHUTTING_DOWN, "the service is shutting down" },
};

static bool fail(HRESULT result, struct err *err, const char *what)
{
    for (size_t i = 0; i < COUNT_OF(wmi_words); i++)
        if (wmi_words[i].code == (uint32_t)result)
            return err_set(err, ERR_HRESULT, (uint32_t)result, "%s: %s (HRESULT 0x%08lX)", what,
                wmi_words[i].words, (unsigned long)result);
    return win_hresult(err, result, "%s", what);
}

/* COM for this thread, and what the process lets WMI do in its name. */
static bool start_com(struct win_wmi *wmi, struct err *err)
{
    HRESULT result;

    if (!win_com_find(&wmi->com, err))
        return false;
    result = wmi->com.co_initialize_ex(NULL, COINIT_MULTITHREADED);
    if (FAILED(result))
        return fail(result, err, "cannot start COM");
    wmi->started = true;

    result = wmi->com.co_initialize_security(NULL, -1, NULL, NULL, RPC_C_AUTHN_LEVEL_DEFAULT,
        RPC_C_IMP_LEVEL_IMPERSONATE, NULL, EOAC_NONE, NULL);
    /* Too late: it was set before, by an earlier call or by a library that came first. */
    if (FAILED(result) && result != RPC_E_TOO_LATE)
        return fail(result, err, "cannot set the security of COM");
    return true;
}

static bool connect(const wchar_t *name_space, struct win_wmi *wmi, struct err *err)
{
    AUTO(bstr) name = { 0 };
    IWbemLocator *locator = NULL;
    HRESULT result;

    if (!make_bstr(&wmi->com, name_space, &name, err))
        return false;
    result = wmi->com.co_create_instance(
        &CLSID_WbemLocator, NULL, CLSCTX_INPROC_SERVER, &IID_IWbemLocator, (void **)&locator);
    if (FAILED(result))
        return fail(result, err, "cannot start WMI");

    /* Gives up after two minutes by itself instead of waiting for ever. */
    result = IWbemLocator_ConnectServer(locator, name.text, NULL, NULL, NULL,
        WBEM_FLAG_CONNECT_USE_MAX_WAIT, NULL, NULL, &wmi->services);
    IWbemLocator_Release(locator);
    return SUCCEEDED(result) || fail(result, err, "cannot connect");
}

bool win_wmi_open(const wchar_t *name_space, struct win_wmi *wmi, struct err *err)
{
    AUTO(win_wmi) opened = { 0 };
    HRESULT result;

    if (!start_com(&opened, err) || !connect(name_space, &opened, err))
        return err_wrap(err, "WMI namespace '%ls'", name_space);

    /* Encrypted, because the namespace of BitLocker answers nobody else. */
    result = opened.com.co_set_proxy_blanket((IUnknown *)opened.services, RPC_C_AUTHN_WINNT,
        RPC_C_AUTHZ_NONE, NULL, RPC_C_AUTHN_LEVEL_PKT_PRIVACY, RPC_C_IMP_LEVEL_IMPERSONATE, NULL,
        EOAC_NONE);
    if (FAILED(result)) {
        (void)fail(result, err, "cannot set the security of the connection");
        return err_wrap(err, "WMI namespace '%ls'", name_space);
    }
    *wmi = opened;
    opened = (struct win_wmi){ 0 };
    return true;
}

bool win_wmi_query(
    struct win_wmi *wmi, const wchar_t *query, struct win_wmi_rows *rows, struct err *err)
{
    AUTO(bstr) language = { 0 };
    AUTO(bstr) text = { 0 };
    HRESULT result;

    if (!make_bstr(&wmi->com, L"WQL", &language, err) || !make_bstr(&wmi->com, query, &text, err))
        return false;
    rows->com = &wmi->com;
    result = IWbemServices_ExecQuery(wmi->services, language.text, text.text,
        WBEM_FLAG_FORWARD_ONLY | WBEM_FLAG_RETURN_IMMEDIATELY, NULL, &rows->rows);
    if (SUCCEEDED(result))
        return true;
    (void)fail(result, err, "cannot query WMI");
    return err_wrap(err, "'%ls'", query);
}

bool win_wmi_next(
    struct win_wmi_rows *rows, enum found *found, struct win_wmi_object *row, struct err *err)
{
    ULONG count = 0;
    HRESULT result;

    row->com = rows->com;
    result = IEnumWbemClassObject_Next(rows->rows, WMI_WAIT_MS, 1, &row->object, &count);

    if (result == WBEM_S_TIMEDOUT)
        return err_set(err, ERR_AGENT, ERR_TIME_LIMIT, "WMI gave no answer within %d seconds",
            WMI_WAIT_MS / 1000);
    if (FAILED(result))
        return fail(result, err, "cannot read WMI rows");
    *found = count == 1 ? FOUND : ABSENT;
    return true;
}

static bool get(
    const struct win_wmi_object *object, const wchar_t *name, struct value *value, struct err *err)
{
    HRESULT result;

    value->com = object->com;
    result = IWbemClassObject_Get(object->object, name, 0, &value->variant, NULL, NULL);
    if (SUCCEEDED(result) || result == (HRESULT)WBEM_E_NOT_FOUND)
        return true;
    (void)fail(result, err, "cannot read a WMI property");
    return err_wrap(err, "'%ls'", name);
}

static bool parse_number(const wchar_t *name, BSTR digits, uint64_t *number, struct err *err)
{
    bool good = digits && *digits;
    uint64_t read = 0;

    for (const wchar_t *at = digits; good && *at; at++) {
        uint64_t digit = (uint64_t)*at - L'0'; /* less than '0' wraps around to something large */

        good = digit <= 9 && read <= (UINT64_MAX - digit) / 10;
        read = read * 10 + digit;
    }
    if (!good)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "WMI property '%ls' is not a number", name);
    *number = read;
    return true;
}

bool win_wmi_get_number(const struct win_wmi_object *object, const wchar_t *name, enum found *found,
    uint64_t *number, struct err *err)
{
    AUTO(value) value = { 0 };
    const VARIANT *variant = &value.variant;
    uint64_t read = 0;

    if (!get(object, name, &value, err))
        return false;
    if (V_VT(variant) == VT_EMPTY || V_VT(variant) == VT_NULL) {
        *found = ABSENT;
        return true;
    }
    if (V_VT(variant) == VT_I4)
        read = (uint32_t)V_I4(variant); /* a CIM uint32 travels as a signed one */
    else if (V_VT(variant) == VT_I2)
        read = (uint16_t)V_I2(variant);
    else if (V_VT(variant) == VT_UI1)
        read = V_UI1(variant);
    else if (V_VT(variant) == VT_BOOL)
        read = V_BOOL(variant) != VARIANT_FALSE;
    else if (V_VT(variant) != VT_BSTR)
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "WMI property '%ls' is of kind %u", name, V_VT(variant));
    else if (!parse_number(name, V_BSTR(variant), &read, err))
        return false;

    *found = FOUND;
    *number = read;
    return true;
}

bool win_wmi_get_text(const struct win_wmi_object *object, const wchar_t *name, enum found *found,
    struct text *text, struct err *err)
{
    AUTO(value) value = { 0 };

    if (!get(object, name, &value, err))
        return false;
    if (V_VT(&value.variant) == VT_EMPTY || V_VT(&value.variant) == VT_NULL) {
        *found = ABSENT;
        return true;
    }
    if (V_VT(&value.variant) != VT_BSTR)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "WMI property '%ls' is of kind %u", name,
            V_VT(&value.variant));
    if (!win_append(
            text, V_BSTR(&value.variant), object->com->sys_string_len(V_BSTR(&value.variant)), err))
        return false;
    *found = FOUND;
    return true;
}

/* JSON keeps whole numbers exact below this. */
#define EXACT_LIMIT (INT64_C(1) << 53)

/* A 64-bit number travels as text: as the digits it has, and as text where they are too many. */
static bool add_digits(
    struct json *row, const char *name, const wchar_t *digits, size_t count, struct err *err)
{
    AUTO(text) text = { 0 };
    int64_t number;

    if (!win_append(&text, digits, count, err))
        return false;
    if (text_to_int64(text_string(&text), &number) && number < EXACT_LIMIT && number > -EXACT_LIMIT)
        return json_add_number(row, name, number) || err_nomem(err);
    return json_add_string(row, name, text_string(&text)) || err_nomem(err);
}

static bool add_text(
    struct json *row, const char *name, const wchar_t *wide, size_t count, struct err *err)
{
    AUTO(text) text = { 0 };

    if (!win_append(&text, wide, count, err))
        return err_wrap(err, "WMI property '%s'", name);
    return json_add_string(row, name, text_string(&text)) || err_nomem(err);
}

/* A CIM uint32 travels as a signed number, so the declared kind says what it was. */
static bool number_of(const VARIANT *variant, CIMTYPE type, int64_t *number)
{
    if (V_VT(variant) == VT_I4)
        *number = type == CIM_UINT32 ? (int64_t)(uint32_t)V_I4(variant) : V_I4(variant);
    else if (V_VT(variant) == VT_I2)
        *number = type == CIM_UINT16 ? (int64_t)(uint16_t)V_I2(variant) : V_I2(variant);
    else if (V_VT(variant) == VT_UI1)
        *number = V_UI1(variant);
    else if (V_VT(variant) == VT_BOOL)
        *number = V_BOOL(variant) != VARIANT_FALSE;
    else
        return false;
    return true;
}

bool win_wmi_add(
    const struct win_wmi_object *object, const char *name, struct json *row, struct err *err)
{
    AUTO(value) value = { 0 };
    AUTO_FREE wchar_t *wide = NULL;
    const VARIANT *variant = &value.variant;
    CIMTYPE type = CIM_EMPTY;
    int64_t number = 0;
    size_t count;
    HRESULT result;

    if (!win_widen(name, &wide, err))
        return false;
    value.com = object->com;
    result = IWbemClassObject_Get(object->object, wide, 0, &value.variant, &type, NULL);
    if (FAILED(result)) {
        (void)fail(result, err, "cannot read a WMI property");
        return err_wrap(err, "'%s'", name);
    }
    if (V_VT(variant) == VT_EMPTY || V_VT(variant) == VT_NULL)
        return true;
    if (number_of(variant, type, &number))
        return json_add_number(row, name, number) || err_nomem(err);
    if (V_VT(variant) != VT_BSTR)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "WMI property '%s' is of kind %u", name,
            V_VT(variant));
    count = object->com->sys_string_len(V_BSTR(variant));
    if (type == CIM_UINT64 || type == CIM_SINT64)
        return add_digits(row, name, V_BSTR(variant), count, err);
    return add_text(row, name, V_BSTR(variant), count, err);
}

/* A fresh copy of the method's input parameters; none where it declares none. */
static HRESULT spawn_input(
    struct win_wmi *wmi, BSTR class_name, const wchar_t *method, struct win_wmi_object *input)
{
    AUTO(win_wmi_object) class_object = { 0 };
    AUTO(win_wmi_object) declared = { 0 };
    HRESULT result;

    result =
        IWbemServices_GetObject(wmi->services, class_name, 0, NULL, &class_object.object, NULL);
    if (SUCCEEDED(result))
        result = IWbemClassObject_GetMethod(class_object.object, method, 0, &declared.object, NULL);
    if (SUCCEEDED(result) && declared.object)
        result = IWbemClassObject_SpawnInstance(declared.object, 0, &input->object);
    return result;
}

/* The method's input parameters with the argument in them; NULL: all are left as declared. */
static bool make_input(struct win_wmi *wmi, const wchar_t *class_name, const wchar_t *method,
    const struct win_wmi_argument *argument, struct win_wmi_object *input, struct err *err)
{
    AUTO(bstr) class_text = { 0 };
    AUTO(bstr) digits = { 0 };
    VARIANT value = { 0 };
    wchar_t number[24]; /* 20 digits of a 64-bit number */
    HRESULT result;

    (void)swprintf(
        number, COUNT_OF(number), L"%llu", (unsigned long long)(argument ? argument->number : 0));
    if (!make_bstr(&wmi->com, class_name, &class_text, err) ||
        !make_bstr(&wmi->com, number, &digits, err))
        return false;

    result = spawn_input(wmi, class_text.text, method, input);
    if (SUCCEEDED(result) && argument && !input->object)
        result = (HRESULT)WBEM_E_INVALID_METHOD_PARAMETERS;
    if (SUCCEEDED(result) && argument) {
        V_VT(&value) = VT_BSTR;
        V_BSTR(&value) = digits.text; /* Put copies it */
        result = IWbemClassObject_Put(input->object, argument->name, 0, &value, 0);
    }
    return SUCCEEDED(result) || fail(result, err, "cannot prepare the call");
}

static bool execute(struct win_wmi *wmi, BSTR path, const wchar_t *class_name,
    const wchar_t *method, struct win_wmi_object *input, struct win_wmi_object *answer,
    struct err *err)
{
    AUTO(bstr) method_text = { 0 };
    HRESULT result;

    if (!make_bstr(&wmi->com, method, &method_text, err))
        return false;
    answer->com = &wmi->com;
    result = IWbemServices_ExecMethod(
        wmi->services, path, method_text.text, 0, NULL, input->object, &answer->object, NULL);
    if (SUCCEEDED(result) && answer->object)
        return true;
    if (SUCCEEDED(result))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "%ls.%ls gave no answer", class_name, method);
    (void)fail(result, err, "the call failed");
    return err_wrap(err, "%ls.%ls", class_name, method);
}

static bool call(struct win_wmi *wmi, const struct win_wmi_object *row, const wchar_t *class_name,
    const wchar_t *method, struct win_wmi_object *input, struct win_wmi_object *answer,
    struct err *err)
{
    AUTO(value) path = { 0 };

    if (!get(row, L"__PATH", &path, err))
        return false;
    if (V_VT(&path.variant) != VT_BSTR)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "a WMI row has no path");
    return execute(wmi, V_BSTR(&path.variant), class_name, method, input, answer, err);
}

bool win_wmi_call(struct win_wmi *wmi, const struct win_wmi_object *row, const wchar_t *class_name,
    const wchar_t *method, const struct win_wmi_argument *argument, struct win_wmi_object *answer,
    struct err *err)
{
    AUTO(win_wmi_object) input = { 0 };

    if (argument && !make_input(wmi, class_name, method, argument, &input, err))
        return err_wrap(err, "%ls.%ls", class_name, method);
    return call(wmi, row, class_name, method, &input, answer, err);
}

bool win_wmi_call_as_declared(struct win_wmi *wmi, const struct win_wmi_object *row,
    const wchar_t *class_name, const wchar_t *method, struct win_wmi_object *answer,
    struct err *err)
{
    AUTO(win_wmi_object) input = { 0 };

    if (!make_input(wmi, class_name, method, NULL, &input, err))
        return err_wrap(err, "%ls.%ls", class_name, method);
    return call(wmi, row, class_name, method, &input, answer, err);
}

bool win_wmi_call_class(struct win_wmi *wmi, const wchar_t *class_name, const wchar_t *method,
    struct win_wmi_object *answer, struct err *err)
{
    AUTO(bstr) path = { 0 };
    struct win_wmi_object nothing = { 0 };

    return make_bstr(&wmi->com, class_name, &path, err) &&
           execute(wmi, path.text, class_name, method, &nothing, answer, err);
}
