/* SPDX-License-Identifier: MIT */
/*
 * wbem.h - the parts of labwbem.dll, the lab guest's stand-in for WMI: the storage classes, and a few
 * others that goldprep asks.
 *
 * Numbers travel as WMI has them: uint64 as a decimal BSTR, uint32 and uint16 as VT_I4, char16
 * as VT_I2. Source: learn.microsoft.com/windows/win32/wmisdk/numbers
 */
#pragma once

/* The macros that call a member of an interface. */
#define COBJMACROS

/* clang-format off */
#include <windows.h>
#include <winioctl.h>
#include <objbase.h>
#include <oleauto.h>
#include <wbemcli.h>
/* clang-format on */

#include <stdbool.h>
#include <stdint.h>

#include "wbem_query.h"

#define WBEM_STANDIN "wbem"

/** The namespaces that this stand-in serves, as ConnectServer is asked for them. */
#define WBEM_STORAGE_NAMESPACE L"ROOT\\Microsoft\\Windows\\Storage"
#define WBEM_CIM_NAMESPACE L"ROOT\\CIMV2"
#define WBEM_BITLOCKER_NAMESPACE L"ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption"
#define WBEM_CCM_NAMESPACE L"ROOT\\ccm\\ClientSDK"

/* -- wbem_schema.c: the classes as storagewmi.mof has them, as far as they are used here -- */

struct wbem_property {
    const wchar_t *name; /* NULL ends a list */
    CIMTYPE type;
};

enum wbem_action {
    WBEM_DELETE = 0,
    WBEM_RESIZE,
    WBEM_SUPPORTED_SIZE,
    WBEM_REFRESH,
};

struct wbem_method {
    const wchar_t *name; /* NULL ends a list */
    enum wbem_action action;
    const struct wbem_schema *in; /* NULL: takes nothing */
    const struct wbem_schema *out;
    bool (*call)(IWbemClassObject *out); /* a method that needs no row to work on: static, where
                                            the class has no rows; NULL: one of the disk */
};

struct wbem_list;

struct wbem_schema {
    const wchar_t *name;
    const wchar_t *superclass;              /* NULL: none */
    const struct wbem_property *properties; /* the first one is the key; none: no rows */
    const struct wbem_method *methods;      /* NULL: none */
    const wchar_t *name_space;              /* NULL: parameters of a method, which are in none */
    /** All instances of the class. @return WBEM_S_NO_ERROR, or why there are none */
    HRESULT (*rows)(const struct wbem_schema *schema, struct wbem_list *list);
};

extern const struct wbem_schema wbem_partition_schema;
extern const struct wbem_schema wbem_disk_schema;

/* wbem_bitlocker.c */
extern const struct wbem_method wbem_volume_methods[];

/* Those that are not of the disk: wbem_system.c. A NULL ends the list. */
extern const struct wbem_schema *const wbem_system_schemas[];

/** The namespace of that name as this stand-in spells it, or NULL when the guest has none such. */
const wchar_t *wbem_name_space_find(const wchar_t *name);
/** The class of that name in that namespace, or NULL. */
const struct wbem_schema *wbem_schema_find(const wchar_t *name_space, const wchar_t *name);
const struct wbem_method *wbem_method_find(const struct wbem_schema *schema, const wchar_t *name);

/* -- wbem_object.c: IWbemClassObject -- */

/** A class or an instance with one reference, all its properties NULL. The caller releases it. */
IWbemClassObject *wbem_object_new(const struct wbem_schema *schema, bool is_instance);

/* -- wbem_values.c -- */

/* Fill a property of an object made here. Each returns false when there is no memory. */
bool wbem_put_number(IWbemClassObject *object, const wchar_t *name, uint64_t number);
bool wbem_put_text(IWbemClassObject *object, const wchar_t *name, const wchar_t *text);
bool wbem_put_texts(
    IWbemClassObject *object, const wchar_t *name, const wchar_t *const *texts, size_t count);

/** A number of an object, whatever its CIM type; false when it is NULL or none. */
bool wbem_get_number(IWbemClassObject *object, const wchar_t *name, uint64_t *number);

/** Does the instance meet the conditions? */
bool wbem_object_meets(IWbemClassObject *object, const struct wbem_query *query);

/** Are all names of the query properties of the class? */
bool wbem_query_fits(const struct wbem_query *query, const struct wbem_schema *schema);

/** Makes all properties NULL that the query does not ask for. */
void wbem_object_project(
    IWbemClassObject *object, const struct wbem_schema *schema, const struct wbem_query *query);

/* -- wbem_enumerator.c: IEnumWbemClassObject -- */

struct wbem_list {
    size_t count;
    IWbemClassObject *objects[128]; /* one disk, or its partitions, or features */
};

void wbem_list_done(struct wbem_list *list);

/**
 * An enumerator that takes the objects over.
 *
 * @param result  what the first Next answers instead when it is a failure
 */
IEnumWbemClassObject *wbem_enumerator_new(struct wbem_list *list, LONG flags, HRESULT result);

/* -- wbem_services.c: IWbemServices of a namespace -- */

IWbemServices *wbem_services_new(const wchar_t *name_space);

/** Waits as long as the recipe wants this to take; 0xFFFFFFFF: for ever. */
void wbem_delay(const wchar_t *fault);

/* -- wbem_locator.c: IWbemLocator -- */

IWbemLocator *wbem_locator_new(void);

/* -- wbem_disk.c: the system disk, as the control codes tell it -- */

struct wbem_disk {
    uint64_t size;
    DWORD sector_bytes;
    STORAGE_BUS_TYPE bus_type;
    uint64_t system_offset; /* where the partition of C: starts */
    DRIVE_LAYOUT_INFORMATION_EX *layout;
    DWORD layout_len;
};

/**
 * Reads all of it from \\.\PhysicalDrive0 and \\.\C:. @return a Win32 error; 0: wbem_disk_done it
 */
DWORD wbem_disk_read(struct wbem_disk *disk);
void wbem_disk_done(struct wbem_disk *disk);
HANDLE wbem_disk_open(const wchar_t *path, DWORD access);
bool wbem_is_partition(const struct wbem_disk *disk, const PARTITION_INFORMATION_EX *entry);
/** The entry that starts there, or NULL. */
PARTITION_INFORMATION_EX *wbem_entry_at(const struct wbem_disk *disk, uint64_t offset);
/** The partition that firmware starts from: the ESP, or the active one of an MBR. */
bool wbem_is_system(const struct wbem_disk *disk, const PARTITION_INFORMATION_EX *entry);
/** First byte behind the partition that is not free. */
uint64_t wbem_space_end(const struct wbem_disk *disk, const PARTITION_INFORMATION_EX *entry);

/* -- wbem_rows.c: the disk as instances of the classes -- */

HRESULT wbem_disk_rows(const struct wbem_schema *schema, struct wbem_list *list);

/* -- wbem_methods.c: what the methods do to the disk -- */

/** Carries a method out. @return an HRESULT; on success *out has its ReturnValue and outputs */
HRESULT wbem_call(const struct wbem_method *method, IWbemClassObject *instance,
    IWbemClassObject *in, IWbemClassObject **out);

/** For the members of an interface that this stand-in leaves out: answers WBEM_E_NOT_SUPPORTED. */
HRESULT WINAPI wbem_not_supported(void);

/** WMI's result codes are an enum of unsigned numbers, an HRESULT has a sign. */
static inline HRESULT wbem_either(bool good, enum tag_WBEMSTATUS otherwise)
{
    return good ? S_OK : (HRESULT)otherwise;
}

/** The result of making something. */
static inline HRESULT wbem_made(const void *object)
{
    return wbem_either(object != NULL, WBEM_E_OUT_OF_MEMORY);
}
