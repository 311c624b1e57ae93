/* SPDX-License-Identifier: MIT */
/*
 * guest.h - the port: every question to a Windows machine and every change to it.
 *
 * Probes and actions know a machine by this table alone. agent/win fills it with Win32 calls;
 * tests/fakes/machine.c with memory. A member that a kind of guest cannot answer fails with
 * ERR_UNSUPPORTED, never with "no". Every function has `void *state` first and `struct err *err`
 * last, returns false when it cannot be told, and writes its outputs on success only.
 *
 * Registry paths are below HKEY_LOCAL_MACHINE, 64-bit view, backslashes, none in front; one that
 * begins with GUEST_USERS is below HKEY_USERS instead. A value name of "" is the key's default
 * value. File paths are absolute and in Windows' form.
 */
#pragma once

#include "base/json.h"
#include "guest/disk.h"

/** In front of a registry path: it is below HKEY_USERS. */
#define GUEST_USERS "HKU\\"

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
    uint64_t free_bytes;   /* in it; not told when its size is not */
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

/**
 * Lists that a guest gives as rows: an array of objects whose members are numbers and texts. A text
 * that Windows does not have is "". Order is Windows' own.
 */
enum guest_list {
    /** Every installed device, present or not: id (instance id), name (friendly name, else
     * description), class, service, hardware_id (the first one), inf ("oem3.inf"),
     * present (0, 1), problem (CM_PROB_*, 0: none) */
    GUEST_LIST_DEVICES = 0,
    /** Driver packages that did not come with Windows: inf ("oem3.inf"), original, provider, class */
    GUEST_LIST_DRIVER_PACKAGES,
    /** Win32 services and drivers: name, state (SERVICE_STOPPED 1 .. SERVICE_PAUSED 7) */
    GUEST_LIST_SERVICES,
    /** Processes: image ("TiWorker.exe"), id */
    GUEST_LIST_PROCESSES,
    /** Local accounts: name, rid (the last number of its SID; 500: the built-in Administrator),
     * flags (UF_*; UF_ACCOUNTDISABLE is 2) */
    GUEST_LIST_ACCOUNTS,
    /** Drives with a letter: root ("D:\"), type (DRIVE_REMOVABLE 2, DRIVE_FIXED 3, DRIVE_CDROM 5,
     * ...), label, file_system; the last two "" where no medium answers */
    GUEST_LIST_DRIVES,
    /** Physical disks: number, size_bytes, sector_bytes (both 0: no medium), physical_sector_bytes
     * (0: not told), bus (STORAGE_BUS_TYPE), removable (0, 1), model */
    GUEST_LIST_DISKS,
    /** Slow: packages that the AppX deployment service knows for any user: full_name, sid, framework
     * (0, 1), resource (0, 1), non_removable (0, 1), signature ("System", "Store", ...) */
    GUEST_LIST_APPX_PACKAGES,
    GUEST_LIST_COUNT,
};

/** "devices", "driver-packages", ...: in messages and recordings; never renamed. */
const char *guest_list_name(enum guest_list which);

/** One question to WMI. */
struct guest_wmi_query {
    const char *name_space;        /* "ROOT\\CIMV2" */
    const char *class_name;        /* "SoftwareLicensingService" */
    const char *where;             /* WQL behind WHERE; NULL: every row */
    const char *method;            /* NULL; else this method of the class is called, without input,
                                      and its output parameters are the one row */
    const char *const *properties; /* of each row; NULL-terminated */
    uint32_t limit_ms;             /* ERR_TIME_LIMIT when it has not answered by then */
};

enum { GUEST_WMI_LIMIT_MS = 10 * 1000 }; /* for a question of a probe that is not a slow witness */

/** Windows' own file system links and the file that a disk lies in. */
struct guest_backing {
    char path[512];      /* "\golden\base.vhdx", as Windows tells it; UTF-8 */
    bool is_native_boot; /* Windows was started from it */
};

/** How a service comes to run. */
struct guest_service_start {
    uint32_t type; /* SERVICE_BOOT_START 0, ..., SERVICE_AUTO_START 2, SERVICE_DEMAND_START 3,
                      SERVICE_DISABLED 4 */
    bool delayed;  /* of SERVICE_AUTO_START: a while after the boot */
};

/** A process that was started or opened. Belongs to the guest until process_free. */
struct guest_process;

struct guest {
    void *state; /* the first argument of every call */

    /** A collection begins: lists are made anew, so that all who ask in it see one state of them.
     * What takes long to ask may begin at once, beside the questions that follow.
     * @param wmi  questions that will be asked in it; NULL at its end; they outlive the collection */
    void (*look_anew)(void *state, const struct guest_wmi_query *const *wmi);
    /** The collection is over: a list that is asked for from now on is as it is then. */
    void (*look_done)(void *state);

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

    /** Names of the values; "" is the default value, where one is set. */
    bool (*reg_list_values)(void *state, const char *key, enum found *found,
        struct text_list *names, struct err *err) MUST_CHECK;
    /** Type (REG_*) and bytes as they are, without any promise about either. */
    bool (*reg_read_bytes)(void *state, const char *key, const char *name, enum found *found,
        uint32_t *type, struct bytes *bytes, struct err *err) MUST_CHECK;
    /**
     * Makes a user's registry readable below GUEST_USERS and the SID. A profile that is in use is so
     * already; else its hive is mounted, which takes the rights to back up and restore.
     *
     * @param path     of the profile's NTUSER.DAT
     * @param mounted  receives whether this call did it: then the caller calls hive_unmount
     */
    bool (*hive_mount)(
        void *state, const char *sid, const char *path, bool *mounted, struct err *err) MUST_CHECK;
    bool (*hive_unmount)(void *state, const char *sid, struct err *err) MUST_CHECK;

    /* -- files: questions -- */
    /** Reads a whole file while others may write to it; over limit_bytes: ERR_TOO_LARGE. */
    bool (*file_read)(void *state, const char *path, size_t limit_bytes, enum found *found,
        struct bytes *bytes, struct err *err) MUST_CHECK;
    bool (*file_stat)(void *state, const char *path, enum found *found, struct guest_file *file,
        struct err *err) MUST_CHECK;
    /** What a folder holds, "." and ".." left out. rows: name, attributes (FILE_ATTRIBUTE_*),
     * size_bytes. The caller calls json_free. More than GUEST_LIST_LIMIT: ERR_TOO_LARGE */
    bool (*file_list)(void *state, const char *folder, enum found *found, struct json **rows,
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

    /** A whole list. @param rows  as enum guest_list says; the caller calls json_free */
    bool (*list)(
        void *state, enum guest_list which, struct json **rows, struct err *err) MUST_CHECK;
    /** Rows of WMI, numbers and texts; a property that is NULL is left out.
     * @param rows  the caller calls json_free */
    bool (*wmi)(void *state, const struct guest_wmi_query *query, struct json **rows,
        struct err *err) MUST_CHECK;
    /** Membership in a workgroup or domain: NETSETUP_JOIN_STATUS (2 workgroup, 3 domain), its name. */
    bool (*join_domain)(
        void *state, uint32_t *status, struct text *name, struct err *err) MUST_CHECK;
    /** Microsoft Entra: ABSENT when not joined; type is DSREG_JOIN_TYPE (1 device, 2 workplace). */
    bool (*join_entra)(void *state, enum found *found, uint32_t *type, struct text *tenant,
        struct err *err) MUST_CHECK;
    /** Is the device enrolled with a management service (MDM)? */
    bool (*join_mdm)(void *state, bool *enrolled, struct err *err) MUST_CHECK;
    /** Is there a secret of that name in the local security authority? Its content is never kept. */
    bool (*lsa_secret)(
        void *state, const char *name, enum found *found, struct err *err) MUST_CHECK;
    /** Slow: what the Windows Update agent itself says. */
    bool (*update_agent)(
        void *state, bool *restart_required, bool *busy, struct err *err) MUST_CHECK;

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

    /** The file that the disk lies in, as this Windows sees it; ABSENT: none. Of a disk that a host
     * gives to a virtual machine nothing can be told: that is ABSENT, too. */
    bool (*disk_backing)(void *state, uint32_t disk_number, enum found *found,
        struct guest_backing *backing, struct err *err) MUST_CHECK;

    /* -- slow witness: a DISM session, 5 to 60 s -- */
    bool (*reserved_storage)(
        void *state, enum guest_reserved_storage *reserved_storage, struct err *err) MUST_CHECK;

    /* -- changes -- */
    /** @param restart_needed  DISM answered ERROR_SUCCESS_REBOOT_REQUIRED */
    bool (*reserved_storage_set)(void *state, enum guest_reserved_storage wanted,
        bool *restart_needed, struct err *err) MUST_CHECK;
    /** Writes a REG_DWORD; makes the key where it is not there. */
    bool (*reg_write_u32)(
        void *state, const char *key, const char *name, uint32_t value, struct err *err) MUST_CHECK;
    /** Deletes a value; one that is not there is deleted. */
    bool (*reg_delete_value)(
        void *state, const char *key, const char *name, struct err *err) MUST_CHECK;
    /**
     * Calls a method of the one row that `where` finds, without input.
     *
     * @param call    where and method are needed; properties are those of the output parameters
     * @param answer  receives an object of them; one that is NULL is left out. The caller calls
     *                json_free
     * @return        false when there is not one such row (ERR_REFUSED), or the call itself fails:
     *                what the method thinks of it is its ReturnValue
     */
    bool (*wmi_call)(void *state, const struct guest_wmi_query *call, struct json **answer,
        struct err *err) MUST_CHECK;
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
     * Writes whole sectors to a place of a GPT disk that no partition uses, and flushes. The disk is
     * asked right before: what lies in a partition, or outside of what partitions may use, is
     * refused (ERR_REFUSED).
     */
    bool (*disk_write_unused)(void *state, uint32_t disk_number, uint64_t offset_bytes,
        const void *buffer, size_t len, struct err *err) MUST_CHECK;
    /**
     * Adds an entry to a GPT, with the place, type, id, attributes and name given; every other entry
     * stays as it is.
     *
     * @param expected  the layout as it was last read: when it is not so any more, nothing is done
     *                  (ERR_CHANGED)
     */
    bool (*partition_add)(void *state, uint32_t disk_number, const struct disk_layout *expected,
        const struct disk_partition *partition, struct err *err) MUST_CHECK;

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
    /**
     * Waits up to limit_ms, also when goldprep is told to stop: a program in the middle of its work
     * is not cut off. wait() tells of a stop.
     *
     * @param ended  false when it still runs then
     */
    bool (*process_wait)(void *state, struct guest_process *process, uint32_t limit_ms, bool *ended,
        uint32_t *exit_code, struct err *err) MUST_CHECK;
    /** What it has printed, up to GUEST_OUTPUT_LIMIT; for evidence, never for a decision. */
    bool (*process_output)(void *state, struct guest_process *process, struct text *output,
        struct err *err) MUST_CHECK;
    /** Ends it and what it started. */
    bool (*process_end)(void *state, struct guest_process *process, struct err *err) MUST_CHECK;
    void (*process_free)(void *state, struct guest_process *process);
    /**
     * Opens a process that somebody else has started, for process_wait and process_end; the latter
     * ends it alone, since what it has started is not known.
     *
     * @param id     as GUEST_LIST_PROCESSES has it
     * @param path   of its exe: another program that got the same id by now is ABSENT
     * @param found  ABSENT: it is gone, and process is left alone
     */
    bool (*process_open)(void *state, uint32_t id, const char *path, enum found *found,
        struct guest_process **process, struct err *err) MUST_CHECK;

    /** Changes how a service is started, and nothing else of it. */
    bool (*service_set_start)(void *state, const char *name,
        const struct guest_service_start *start, struct err *err) MUST_CHECK;
    /** Asks a service to stop. One that does not run is stopped.
     * @param stopped  false when it still runs after limit_ms */
    bool (*service_stop)(void *state, const char *name, uint32_t limit_ms, bool *stopped,
        struct err *err) MUST_CHECK;

    /** Waits. Fails with ERR_CANCELLED when goldprep is told to stop meanwhile. */
    bool (*wait)(void *state, uint32_t milliseconds, struct err *err) MUST_CHECK;
    /** Powers the machine off; returns when Windows has accepted that. */
    bool (*power_off)(void *state, struct err *err) MUST_CHECK;
    /** Restarts the machine, as planned; returns when Windows has accepted that. */
    bool (*restart)(void *state, struct err *err) MUST_CHECK;
};
