/* SPDX-License-Identifier: MIT */
/*
 * machine.h - a Windows machine made of memory, for unit and golden tests.
 *
 * Start with fake_machine_new (a well-formed Windows 11 23H2 Enterprise VM, factory layout), change
 * what the test is about, make a guest of it. What is set to be denied fails with ERR_WIN32 5.
 */
#pragma once

#include "guest/guest.h"

struct fake_machine;

/** Windows 11 23H2 Enterprise, Hyper-V generation 2, 64 GiB: ESP, MSR, Windows, recovery last;
 * reserved storage on, Windows RE on, nothing pending, ImageState COMPLETE. */
struct fake_machine *fake_machine_new(void);
/** Nothing in it: every question is answered ABSENT, or fails where there is no such answer. */
struct fake_machine *fake_machine_empty(void);
void fake_machine_free(struct fake_machine *machine);
struct guest fake_guest(struct fake_machine *machine);

/* Registry. Keys as in guest.h. */
void fake_reg_u32(struct fake_machine *machine, const char *key, const char *name, uint32_t value);
void fake_reg_text(
    struct fake_machine *machine, const char *key, const char *name, const char *value);
/** values ends with NULL */
void fake_reg_texts(
    struct fake_machine *machine, const char *key, const char *name, const char *const *values);
void fake_reg_key(struct fake_machine *machine, const char *key);
void fake_reg_remove(struct fake_machine *machine, const char *key, const char *name); /* NULL name:
                                                                            the key and below */
/** Any type (REG_*), any bytes: what no port promises anything about. */
void fake_reg_bytes(struct fake_machine *machine, const char *key, const char *name, uint32_t type,
    const void *data, size_t len);
/** The registry of that user (keys below GUEST_USERS and the SID) shows only while it is mounted. */
void fake_hive(struct fake_machine *machine, const char *sid);
/** How many are mounted right now. */
size_t fake_mounted_hives(const struct fake_machine *machine);
/** Every question below that key fails with access denied. */
void fake_reg_deny(struct fake_machine *machine, const char *key);

/* Files. */
void fake_file(struct fake_machine *machine, const char *path, const void *data, size_t len);
void fake_file_text(struct fake_machine *machine, const char *path, const char *text);
/** FILE_ATTRIBUTE_* of a file that is there. */
void fake_file_attributes(struct fake_machine *machine, const char *path, uint32_t attributes);
void fake_file_remove(struct fake_machine *machine, const char *path);
void fake_file_deny(struct fake_machine *machine, const char *path);

/* Lists and WMI: rows as JSON, an array of objects; they replace those that were there. */
void fake_list(struct fake_machine *machine, enum guest_list which, const char *rows);
/** rows NULL: there is no such class, which fails with WBEM_E_INVALID_CLASS. */
void fake_wmi(
    struct fake_machine *machine, const char *name_space, const char *class_name, const char *rows);
/** A method of the rows of that class: changes the machine, adds what it gives besides to the answer,
 * returns its ReturnValue. A class has one such function for all its methods. */
typedef uint32_t (*fake_wmi_method)(
    struct fake_machine *machine, const char *method, struct json *answer);
void fake_wmi_methods(struct fake_machine *machine, const char *name_space, const char *class_name,
    fake_wmi_method call);
void fake_lsa_secret(struct fake_machine *machine, const char *name);
/** A service: its start type in the registry. */
void fake_service(struct fake_machine *machine, const char *name, uint32_t start, bool delayed);
/** Was service_stop called for it? */
bool fake_service_was_stopped(const struct fake_machine *machine, const char *name);

/* The rest of the machine: the test writes into it directly. */
struct fake_hardware {
    struct guest_version version;
    enum guest_firmware firmware;
    enum found tpm_found;
    uint32_t tpm_major;
    struct guest_hypervisor hypervisor;
    struct guest_token token;
    char computer_name[64];
    int64_t boot_time, now;
    uint64_t tick_ms; /* goes on by what wait() waits */
    struct guest_volume volume;
    struct guest_disk disk;
    struct disk_layout layout;
    uint8_t *sectors; /* disk content that disk_read gives; NULL: zeros, and what was written */
    size_t sectors_len;
    char boot_sector[9]; /* OEM name in the first sector of the Windows volume: "NTFS    " */
    enum guest_reserved_storage reserved_storage;
    uint32_t domain_status; /* NETSETUP_JOIN_STATUS */
    char domain[64];
    enum found entra_found;
    uint32_t entra_type;
    char entra_tenant[64];
    bool mdm_enrolled;
    bool update_restart, update_busy; /* what the update agent says */
    enum found backing_found;
    struct guest_backing backing;
    const char *running; /* image name that process_exists and process_open find; NULL: none */
};
struct fake_hardware *fake_hardware(struct fake_machine *machine);
/** Puts bytes on the disk, wherever that is. */
void fake_disk_bytes(
    struct fake_machine *machine, uint64_t offset_bytes, const void *data, size_t len);

/** Names a member of struct guest ("disk_layout", "partition_delete", "tpm", ...); in the place of
 * "list" the list ("devices", as guest_list_name has it). The next `times` calls of it fail with that error; -1: all. */
void fake_fail(struct fake_machine *machine, const char *member, int times, enum err_domain domain,
    uint32_t code, const char *text);
/** How often that member was called. */
int fake_calls(const struct fake_machine *machine, const char *member);

/**
 * What a started program does: found by the exe's file name ("reagentc.exe"), runs at the first
 * process_wait; writes into the machine, returns the exit code.
 * duration_ms: process_wait says "still running" until that much waiting has passed.
 */
typedef uint32_t (*fake_program_run)(
    struct fake_machine *machine, const char *const *arguments, struct text *output);
void fake_program(
    struct fake_machine *machine, const char *image, uint32_t duration_ms, fake_program_run run);

/** Programs of a sound Windows: reagentc.exe /disable, diskpart.exe /s, sysprep.exe; a new machine
 * has them. partition_delete and partition_resize change the layout as Windows would. */
void fake_programs_of_windows(struct fake_machine *machine);
/** reserved_storage_set answers "restart needed" and takes effect at fake_restart. */
void fake_reserved_storage_needs_restart(struct fake_machine *machine);
/** A restart: a later boot time; what waited for it takes effect; pending-restart keys go. */
void fake_restart(struct fake_machine *machine);
/** Was power_off accepted? */
bool fake_is_off(const struct fake_machine *machine);
/** Was restart accepted, and fake_restart not called since? */
bool fake_restarts(const struct fake_machine *machine);
