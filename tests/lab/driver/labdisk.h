/* SPDX-License-Identifier: MIT */
/*
 * labdisk.h - the parts of labdisk.sys, the system disk of the lab guest.
 *
 * Two devices, the disk and the volume of Windows on it, serve one disk image. Wine gives a
 * driver one request at a time, so that all state is one structure without a lock.
 */
#pragma once

/* clang-format off */
#include <ntifs.h>
#include <ntdddisk.h>
#include <ntddvol.h>
/* clang-format on */

#include "table.h"

/** The disk, its image and what a request works with. */
struct labdisk {
    HANDLE image;
    HANDLE parameters; /* the service's key Parameters: configuration and faults */
    uint64_t system_offset;
    ULONG bus_type;
    ULONG free_mib; /* 0: a quarter of the volume */
    struct table_disk disk;
    struct table before;       /* what is on the disk, read anew for each request that asks */
    struct table after;        /* what shall be */
    struct table_entry volume; /* Windows' partition, valid after labdisk_find_volume */
    uint64_t shrink_sectors;   /* that the file system was prepared for; 0: for none */
};

/** SHRINK_VOLUME_INFORMATION of winioctl.h. */
struct labdisk_shrink {
    ULONG request; /* 1 prepare, 2 commit, 3 abort */
    ULONGLONG flags;
    LONGLONG sectors;
};

/** Behind each of the two device objects. */
struct labdisk_device {
    struct labdisk *labdisk;
    bool is_volume;
};

/** One I/O control request. Input and output share the buffer. */
struct labdisk_request {
    struct labdisk *labdisk;
    bool is_volume;
    void *buffer;
    ULONG in_len;
    ULONG out_len;
    ULONG written; /* bytes of output */
};

/* config.c */

/** Reads the service's parameters and opens the image. */
NTSTATUS labdisk_configure(struct labdisk *labdisk, UNICODE_STRING *registry_path);
void labdisk_close(struct labdisk *labdisk);
/** A number of the parameters, or the default. */
ULONG labdisk_number(const struct labdisk *labdisk, const wchar_t *name, ULONG otherwise);
void labdisk_set_number(const struct labdisk *labdisk, const wchar_t *name, ULONG number);
/** STATUS_SUCCESS, or what the recipe wants this kind of request to answer: "FailRead", ... */
NTSTATUS labdisk_fault(const struct labdisk *labdisk, const wchar_t *name);
/** Appends a line "labdisk: ..." to C:\LabGuest\standins.log. */
void labdisk_log(const char *format, ...) __attribute__((format(ms_printf, 1, 2)));

/* cut.c */

/** How many bytes of a write reach the disk. @param ends  the power fails with it */
size_t labdisk_cut(const struct labdisk *labdisk, size_t len, bool *ends);
/** Has the lab cut the power, and waits for it: does not return. */
void labdisk_end(void);

/* control.c */

/** Serves IRP_MJ_DEVICE_CONTROL and IRP_MJ_FILE_SYSTEM_CONTROL. */
NTSTATUS NTAPI labdisk_control(DEVICE_OBJECT *device, IRP *irp);
NTSTATUS labdisk_status(enum table_result result);
/** Reads the table into before. */
NTSTATUS labdisk_read_table(struct labdisk *labdisk);
/** Reads the table and finds Windows' partition. */
NTSTATUS labdisk_find_volume(struct labdisk *labdisk);

/* layout.c */

NTSTATUS labdisk_get_layout(struct labdisk_request *request);
NTSTATUS labdisk_set_layout(struct labdisk_request *request);
NTSTATUS labdisk_grow_partition(struct labdisk_request *request);
NTSTATUS labdisk_partition_info(struct labdisk_request *request);

/* storage.c */

NTSTATUS labdisk_length(struct labdisk_request *request);
NTSTATUS labdisk_geometry(struct labdisk_request *request);
NTSTATUS labdisk_geometry_ex(struct labdisk_request *request);
NTSTATUS labdisk_device_number(struct labdisk_request *request);
NTSTATUS labdisk_query_property(struct labdisk_request *request);

/* volume.c */

NTSTATUS labdisk_extents(struct labdisk_request *request);
NTSTATUS labdisk_ntfs_data(struct labdisk_request *request);
NTSTATUS labdisk_extend(struct labdisk_request *request);
NTSTATUS labdisk_shrink(struct labdisk_request *request);
/** What the boot sector tells of the file system; STATUS_INVALID_DEVICE_REQUEST: no NTFS there. */
NTSTATUS labdisk_read_ntfs_data(struct labdisk *labdisk, NTFS_VOLUME_DATA_BUFFER *out);
/** Bytes of the file system, from the boot sector; 0 when there is none. */
NTSTATUS labdisk_file_system_size(struct labdisk *labdisk, uint64_t *size);

/* volume_query.c */

/** Serves IRP_MJ_QUERY_VOLUME_INFORMATION: name and size of the file system. */
NTSTATUS NTAPI labdisk_query_volume(DEVICE_OBJECT *device, IRP *irp);
