/* SPDX-License-Identifier: MIT */
/*
 * guest.h - the port: every question to a Windows machine and every change to it.
 *
 * Probes and actions know a machine by this table alone. agent/win fills it with Win32 calls;
 * tests/fakes/machine.c with memory. A member that a kind of guest cannot answer fails with
 * ERR_UNSUPPORTED, never with "no". Every function has `void *state` first and `struct err *err`
 * last, returns false when it cannot be told, and writes its outputs on success only.
 *
 * Registry paths are below HKEY_LOCAL_MACHINE, 64-bit view, backslashes, none in front; a value
 * name of "" is the key's default value. File paths are absolute and in Windows' form.
 */
#pragma once

#include "guest/disk.h"

enum {
    GUEST_TEXT_LIMIT = 1024 * 1024,   /* bytes of one registry value; larger: ERR_TOO_LARGE */
    GUEST_LIST_LIMIT = 65536,         /* entries of one list; more: ERR_TOO_LARGE */
    GUEST_OUTPUT_LIMIT = 1024 * 1024, /* bytes kept of a process' output; the rest is dropped */
};

/** Places whose path differs from machine to machine. */
enum guest_folder {
    GUEST_WINDOWS = 0,  /* C:\Windows */
    GUEST_SYSTEM,       /* C:\Windows\System32 */
    GUEST_PROGRAM_DATA, /* C:\ProgramData */
};

struct guest_version {
    uint32_t major, minor, build; /* 10, 0, 22631 */
    uint32_t product_type;        /* 1 workstation, 2 domain controller, 3 server */
    uint32_t suite_mask;          /* VER_SUITE_* */
    uint32_t product_info;        /* PRODUCT_* of GetProductInfo; 0 when not told */
    uint32_t architecture;        /* IMAGE_FILE_MACHINE_* of the machine itself: 0x8664, 0xaa64 */
};

enum guest_firmware {
    GUEST_FIRMWARE_UNKNOWN = 0,
    GUEST_FIRMWARE_BIOS,
    GUEST_FIRMWARE_UEFI,
};

struct guest_hypervisor {
    bool present;       /* a hypervisor runs below or beside this Windows */
    char signature[13]; /* "Microsoft Hv", "KVMKVMKVM", ...; "" when not present */
    bool is_root;       /* Windows is the root partition of Hyper-V: a physical machine */
};

struct guest_token {
    bool is_administrator; /* the Administrators group is enabled in the token */
    bool is_local_system;  /* S-1-5-18 */
    uint32_t session_id;   /* 0: services */
    char user[256];        /* "DOMAIN\name", UTF-8 */
    char sid[192];         /* "S-1-5-21-..." */
};

struct guest_volume {
    uint32_t disk_number;  /* N of \\.\PhysicalDriveN */
    uint64_t offset_bytes; /* where its one extent starts on that disk */
    uint64_t length_bytes; /* of the extent: the partition */
    uint64_t size_bytes;   /* of the file system: what a resize must have reached; 0: not told */
    uint64_t free_bytes;
};

struct guest_disk {
    uint64_t size_bytes;
    uint32_t sector_bytes;
};

struct guest_file {
    uint64_t size_bytes;
    uint32_t attributes; /* FILE_ATTRIBUTE_* */
};

enum guest_reserved_storage {
    GUEST_RESERVED_STORAGE_DISABLED = 0, /* as DismGetReservedStorageState numbers them */
    GUEST_RESERVED_STORAGE_ENABLED = 1,
};

/** A process that was started. Belongs to the guest until process_free. */
struct guest_process;

struct guest {
    void *state; /* the first argument of every call */

    /* -- registry: questions -- */
    bool (*reg_read_u32)(void *state, const char *key, const char *name, enum found *found,
        uint32_t *value, struct err *err) MUST_CHECK;
    /** REG_SZ and REG_EXPAND_SZ, not expanded. Appends to value when found. */
    bool (*reg_read_text)(void *state, const char *key, const char *name, enum found *found,
        struct text *value, struct err *err) MUST_CHECK;
    /** REG_MULTI_SZ by its byte length, so that empty strings inside are kept. */
    bool (*reg_read_texts)(void *state, const char *key, const char *name, enum found *found,
        struct text_list *values, struct err *err) MUST_CHECK;
    bool (*reg_has_key)(
        void *state, const char *key, enum found *found, struct err *err) MUST_CHECK;
    /** Is the value there, whatever its type? */
    bool (*reg_has_value)(void *state, const char *key, const char *name, enum found *found,
        struct err *err) MUST_CHECK;
    /** Names of the direct subkeys. */
    bool (*reg_list_keys)(void *state, const char *key, enum found *found, struct text_list *names,
        struct err *err) MUST_CHECK;

    /* -- files: questions -- */
    /** Reads a whole file while others may write to it; over limit_bytes: ERR_TOO_LARGE. */
    bool (*file_read)(void *state, const char *path, size_t limit_bytes, enum found *found,
        struct bytes *bytes, struct err *err) MUST_CHECK;
    bool (*file_stat)(void *state, const char *path, enum found *found, struct guest_file *file,
        struct err *err) MUST_CHECK;
    /** Appends the folder's path, no backslash at its end. */
    bool (*folder)(
        void *state, enum guest_folder which, struct text *path, struct err *err) MUST_CHECK;

    /* -- the machine: questions -- */
    bool (*version)(void *state, struct guest_version *version, struct err *err) MUST_CHECK;
    bool (*firmware)(void *state, enum guest_firmware *firmware, struct err *err) MUST_CHECK;
    /** TPM: ABSENT when there is none; major version 1 (1.2) or 2 (2.0) otherwise. */
    bool (*tpm)(void *state, enum found *found, uint32_t *major, struct err *err) MUST_CHECK;
    bool (*hypervisor)(
        void *state, struct guest_hypervisor *hypervisor, struct err *err) MUST_CHECK;
    bool (*token)(void *state, struct guest_token *token, struct err *err) MUST_CHECK;
    bool (*computer_name)(void *state, struct text *name, struct err *err) MUST_CHECK;
    /** Seconds since 1970 UTC: when this boot began. */
    bool (*boot_time)(void *state, int64_t *seconds, struct err *err) MUST_CHECK;
    /** Seconds since 1970 UTC: now. */
    bool (*now)(void *state, int64_t *seconds, struct err *err) MUST_CHECK;
    /** Milliseconds of a clock that only goes forward; for durations and limits. */
    bool (*tick_ms)(void *state, uint64_t *milliseconds, struct err *err) MUST_CHECK;
    /** Is a process of that image name ("sysprep.exe") running? */
    bool (*process_exists)(
        void *state, const char *image, bool *exists, struct err *err) MUST_CHECK;

    /* -- disks: questions, by IOCTL alone -- */
    /** The volume that holds Windows. More than one extent is an error. */
    bool (*system_volume)(void *state, struct guest_volume *volume, struct err *err) MUST_CHECK;
    bool (*disk)(
        void *state, uint32_t disk_number, struct guest_disk *disk, struct err *err) MUST_CHECK;
    bool (*disk_layout)(
        void *state, uint32_t disk_number, struct disk_layout *layout, struct err *err) MUST_CHECK;
    /** Reads len bytes at offset_bytes, both multiples of the sector size. */
    bool (*disk_read)(void *state, uint32_t disk_number, uint64_t offset_bytes, void *buffer,
        size_t len, struct err *err) MUST_CHECK;

    /* -- slow witness: a DISM session, 5 to 60 s -- */
    bool (*reserved_storage)(
        void *state, enum guest_reserved_storage *reserved_storage, struct err *err) MUST_CHECK;

    /* -- changes -- */
    /** @param restart_needed  DISM answered ERROR_SUCCESS_REBOOT_REQUIRED */
    bool (*reserved_storage_set)(void *state, enum guest_reserved_storage wanted,
        bool *restart_needed, struct err *err) MUST_CHECK;
    /** MSFT_Partition.DeleteObject of the partition that starts there. err: ERR_WMI or ERR_HRESULT */
    bool (*partition_delete)(
        void *state, uint32_t disk_number, uint64_t offset_bytes, struct err *err) MUST_CHECK;
    /** MSFT_Partition.GetSupportedSize of the partition that starts there. */
    bool (*partition_limits)(void *state, uint32_t disk_number, uint64_t offset_bytes,
        uint64_t *least_bytes, uint64_t *most_bytes, struct err *err) MUST_CHECK;
    /** MSFT_Partition.Resize: partition and file system. err as for partition_delete. */
    bool (*partition_resize)(void *state, uint32_t disk_number, uint64_t offset_bytes,
        uint64_t size_bytes, struct err *err) MUST_CHECK;

    /**
     * Starts a program, without a shell and without a window.
     *
     * @param path       absolute path of the exe
     * @param arguments  NULL-terminated, without the program's name; quoted by the port
     * @param keep       false: a job ends it when goldprep ends; true: it outlives goldprep (sysprep)
     * @param process    receives it; the caller calls process_free
     */
    bool (*process_start)(void *state, const char *path, const char *const *arguments, bool keep,
        struct guest_process **process, struct err *err) MUST_CHECK;
    /** Waits up to limit_ms. @param ended false when it still runs then */
    bool (*process_wait)(void *state, struct guest_process *process, uint32_t limit_ms, bool *ended,
        uint32_t *exit_code, struct err *err) MUST_CHECK;
    /** What it has printed, up to GUEST_OUTPUT_LIMIT; for evidence, never for a decision. */
    bool (*process_output)(void *state, struct guest_process *process, struct text *output,
        struct err *err) MUST_CHECK;
    /** Ends it and what it started. */
    bool (*process_end)(void *state, struct guest_process *process, struct err *err) MUST_CHECK;
    void (*process_free)(void *state, struct guest_process *process);

    /** Waits. Fails with ERR_CANCELLED when goldprep is told to stop meanwhile. */
    bool (*wait)(void *state, uint32_t milliseconds, struct err *err) MUST_CHECK;
    /** Powers the machine off; returns when Windows has accepted that. */
    bool (*power_off)(void *state, struct err *err) MUST_CHECK;
};
