/* SPDX-License-Identifier: MIT */
/*
 * config.c - what the driver reads from its service's key: the image, the Windows partition,
 * faults.
 */
#include "labdisk.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    TEXT_UNITS = 512, /* a path; longer ones are refused */
    LINE_SIZE = 1024,
};

struct value {
    KEY_VALUE_PARTIAL_INFORMATION information;
    wchar_t text[TEXT_UNITS]; /* room behind the information's own data */
};

static NTSTATUS read_value(HANDLE key, const wchar_t *name, struct value *value)
{
    UNICODE_STRING wanted;
    ULONG len;

    RtlZeroMemory(value, sizeof *value);
    RtlInitUnicodeString(&wanted, name);
    /* The last unit is left alone: a text without a terminator ends there. */
    return ZwQueryValueKey(key, &wanted, KeyValuePartialInformation, value,
        sizeof *value - sizeof(wchar_t) - sizeof(ULONG), &len);
}

ULONG labdisk_number(const struct labdisk *labdisk, const wchar_t *name, ULONG otherwise)
{
    struct value value;
    ULONG number;

    if (!NT_SUCCESS(read_value(labdisk->parameters, name, &value)) ||
        value.information.Type != REG_DWORD)
        return otherwise;
    RtlCopyMemory(&number, value.information.Data, sizeof number);
    return number;
}

void labdisk_set_number(const struct labdisk *labdisk, const wchar_t *name, ULONG number)
{
    UNICODE_STRING value;

    RtlInitUnicodeString(&value, name);
    (void)ZwSetValueKey(labdisk->parameters, &value, 0, REG_DWORD, &number, sizeof number);
}

NTSTATUS labdisk_fault(const struct labdisk *labdisk, const wchar_t *name)
{
    NTSTATUS status = (NTSTATUS)labdisk_number(labdisk, name, 0);
    wchar_t count_name[32]; /* "FailSetLayoutCount" is the longest */
    ULONG left;

    if (NT_SUCCESS(status))
        return STATUS_SUCCESS;
    (void)_snwprintf(count_name, RTL_NUMBER_OF(count_name), L"%lsCount", name);
    left = labdisk_number(labdisk, count_name, MAXULONG);
    if (left == 0)
        return STATUS_SUCCESS;
    if (left != MAXULONG)
        labdisk_set_number(labdisk, count_name, left - 1);
    labdisk_log("%ls: answers 0x%08lx as asked", name, (unsigned long)status);
    return status;
}

static NTSTATUS open_file(const wchar_t *path, ACCESS_MASK access, ULONG how, HANDLE *file)
{
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    IO_STATUS_BLOCK done = { 0 };

    RtlInitUnicodeString(&name, path);
    InitializeObjectAttributes(
        &attributes, &name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, NULL, NULL);
    return ZwCreateFile(file, access | SYNCHRONIZE, &attributes, &done, NULL, FILE_ATTRIBUTE_NORMAL,
        FILE_SHARE_READ | FILE_SHARE_WRITE, how, FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
}

void labdisk_log(const char *format, ...)
{
    static const wchar_t log[] = L"\\??\\C:\\LabGuest\\standins.log";
    char line[LINE_SIZE] = "labdisk: ";
    size_t len = sizeof "labdisk: " - 1;
    va_list arguments;
    int more;
    HANDLE file;
    IO_STATUS_BLOCK done = { 0 };

    va_start(arguments, format);
    more = _vsnprintf(line + len, sizeof line - len - 2, format, arguments);
    va_end(arguments);
    len = more < 0 ? sizeof line - 2 : len + (size_t)more;
    line[len++] = '\r';
    line[len++] = '\n';
    if (!NT_SUCCESS(open_file(log, FILE_APPEND_DATA, FILE_OPEN_IF, &file)))
        return;
    (void)ZwWriteFile(file, NULL, NULL, NULL, &done, line, (ULONG)len, NULL, NULL);
    (void)ZwClose(file);
}

static bool image_read(void *state, uint64_t offset, void *buffer, size_t len)
{
    const struct labdisk *labdisk = state;
    IO_STATUS_BLOCK done = { 0 };
    LARGE_INTEGER at = { .QuadPart = (LONGLONG)offset };

    return NT_SUCCESS(ZwReadFile(
               labdisk->image, NULL, NULL, NULL, &done, buffer, (ULONG)len, &at, NULL)) &&
           done.Information == len;
}

static bool image_write(void *state, uint64_t offset, const void *buffer, size_t len)
{
    const struct labdisk *labdisk = state;
    IO_STATUS_BLOCK done = { 0 };
    LARGE_INTEGER at = { .QuadPart = (LONGLONG)offset };
    bool ends = false;
    size_t most = labdisk_cut(labdisk, len, &ends);
    NTSTATUS status = STATUS_SUCCESS;

    if (most > 0)
        status = ZwWriteFile(
            labdisk->image, NULL, NULL, NULL, &done, (void *)buffer, (ULONG)most, &at, NULL);
    if (ends)
        labdisk_end();
    return NT_SUCCESS(status) && done.Information == len;
}

static NTSTATUS open_parameters(struct labdisk *labdisk, UNICODE_STRING *registry_path)
{
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    HANDLE service;
    NTSTATUS status;

    InitializeObjectAttributes(
        &attributes, registry_path, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = ZwOpenKey(&service, KEY_READ, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    RtlInitUnicodeString(&name, L"Parameters");
    InitializeObjectAttributes(
        &attributes, &name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, service, NULL);
    status = ZwOpenKey(&labdisk->parameters, KEY_READ | KEY_SET_VALUE, &attributes);
    (void)ZwClose(service);
    return status;
}

static NTSTATUS read_system_offset(struct labdisk *labdisk)
{
    struct value value;
    const wchar_t *digits = (const wchar_t *)value.information.Data;
    NTSTATUS status = read_value(labdisk->parameters, L"SystemOffset", &value);

    if (!NT_SUCCESS(status))
        return status;
    if (value.information.Type == REG_QWORD) {
        RtlCopyMemory(&labdisk->system_offset, value.information.Data, sizeof(uint64_t));
        return STATUS_SUCCESS;
    }
    if (value.information.Type != REG_SZ || !*digits)
        return STATUS_INVALID_PARAMETER;
    for (; *digits; digits++) {
        if (*digits < L'0' || *digits > L'9' || labdisk->system_offset > MAXLONGLONG / 16)
            return STATUS_INVALID_PARAMETER;
        labdisk->system_offset = labdisk->system_offset * 10 + (uint64_t)(*digits - L'0');
    }
    return STATUS_SUCCESS;
}

static NTSTATUS open_image(struct labdisk *labdisk)
{
    struct value value;
    wchar_t path[TEXT_UNITS + 4] = L"\\??\\";
    const wchar_t *image = (const wchar_t *)value.information.Data;
    FILE_STANDARD_INFORMATION information = { 0 };
    IO_STATUS_BLOCK done = { 0 };
    NTSTATUS status = read_value(labdisk->parameters, L"Image", &value);

    if (!NT_SUCCESS(status))
        return status;
    if (value.information.Type != REG_SZ)
        return STATUS_INVALID_PARAMETER;
    if (image[0] != L'\\') {
        (void)_snwprintf(path + 4, TEXT_UNITS, L"%ls", image);
        image = path;
    }
    labdisk_log("lab stand-in for the system disk, image %ls", image);
    status = open_file(image, GENERIC_READ | GENERIC_WRITE, FILE_OPEN, &labdisk->image);
    if (!NT_SUCCESS(status))
        return status;
    status = ZwQueryInformationFile(
        labdisk->image, &done, &information, sizeof information, FileStandardInformation);
    labdisk->disk.size_bytes = (uint64_t)information.EndOfFile.QuadPart;
    return status;
}

NTSTATUS labdisk_configure(struct labdisk *labdisk, UNICODE_STRING *registry_path)
{
    NTSTATUS status = open_parameters(labdisk, registry_path);

    if (NT_SUCCESS(status))
        status = read_system_offset(labdisk);
    if (NT_SUCCESS(status))
        status = open_image(labdisk);
    if (!NT_SUCCESS(status))
        return status;

    labdisk->bus_type = labdisk_number(labdisk, L"BusType", BusTypeScsi);
    labdisk->free_mib = labdisk_number(labdisk, L"FreeMib", 0);
    labdisk->disk.sector_bytes = labdisk_number(labdisk, L"SectorBytes", 512);
    labdisk->disk.state = labdisk;
    labdisk->disk.read = image_read;
    labdisk->disk.write = image_write;
    if ((labdisk->disk.sector_bytes != 512 && labdisk->disk.sector_bytes != TABLE_SECTOR_LIMIT) ||
        labdisk->disk.size_bytes % labdisk->disk.sector_bytes != 0 ||
        labdisk->disk.size_bytes < 1024 * 1024 || labdisk_number(labdisk, L"DiskNumber", 0) != 0)
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

void labdisk_close(struct labdisk *labdisk)
{
    if (labdisk->image)
        (void)ZwClose(labdisk->image);
    if (labdisk->parameters)
        (void)ZwClose(labdisk->parameters);
    labdisk->image = NULL;
    labdisk->parameters = NULL;
}
