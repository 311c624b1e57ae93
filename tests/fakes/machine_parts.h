/* SPDX-License-Identifier: MIT */
/* machine_parts.h - the inside of a fake machine; only machine_*.c use it. */
#pragma once

#include "fakes/machine.h"

enum { FAKE_CALLS_LIMIT = 96 }; /* members of struct guest are fewer */

/** One value of the registry. */
struct fake_value {
    char *key, *name;
    enum fake_type { FAKE_U32, FAKE_TEXT, FAKE_TEXTS, FAKE_BYTES } type;
    uint32_t number; /* the value; of FAKE_BYTES the type, REG_* */
    char *text;
    struct text_list texts;
    struct bytes bytes;
};

struct fake_value_list {
    struct fake_value *items;
    size_t count, capacity;
};

struct fake_file_item {
    char *path;
    struct bytes bytes;
    uint32_t attributes; /* FILE_ATTRIBUTE_* */
};

struct fake_file_list {
    struct fake_file_item *items;
    size_t count, capacity;
};

/** Rows of one class of WMI. */
struct fake_wmi_item {
    char *name_space, *class_name;
    struct json *rows;
    fake_wmi_method call; /* NULL: it has no methods */
};
enum { FAKE_WMI_LIMIT = 16 };

/** What is known of calls of one member of struct guest. */
struct fake_call {
    const char *member;
    int count;
    int fail_times; /* how many more fail; -1: all */
    struct err err; /* with this */
};

/** What was written to the disk, apart from what it began with. */
enum { FAKE_BLOCK_BYTES = 4096 };
struct fake_block {
    uint64_t offset_bytes; /* a multiple of FAKE_BLOCK_BYTES */
    uint8_t bytes[FAKE_BLOCK_BYTES];
};

struct fake_program_item {
    char *image;
    uint32_t duration_ms;
    fake_program_run run;
};

struct guest_process {
    const struct fake_program_item *program;
    struct text_list arguments;
    struct text output;
    uint64_t started_ms; /* of hardware.tick_ms */
    bool ran, ended;
    bool is_foreign; /* opened: hardware.running */
    uint32_t exit_code;
    struct guest_process *next; /* of the machine's */
};

struct fake_machine {
    bool is_empty; /* made by fake_machine_empty: hardware that is all zeros is not known */
    struct fake_hardware hardware;
    struct text_list keys, denied_keys; /* registry keys, every one with its parents */
    struct fake_value_list values;
    struct text_list hives, mounted_hives; /* SIDs of profiles that are not in use */
    struct json *lists[GUEST_LIST_COUNT];  /* NULL: no such list can be had */
    bool collects;                         /* between look_anew and look_done */
    struct json *kept[GUEST_LIST_COUNT];   /* as they were when first asked for in it */
    struct fake_wmi_item wmi[FAKE_WMI_LIMIT];
    size_t wmi_count;
    struct text_list lsa_secrets;
    struct text_list stopped_services;
    struct fake_file_list files;
    struct text_list denied_files;
    struct fake_call calls[FAKE_CALLS_LIMIT];
    size_t call_count;
    struct fake_block *blocks; /* of the disk */
    size_t block_count, block_capacity;
    struct fake_program_item programs[16];
    size_t program_count;
    struct guest_process *processes; /* started and not freed */
    bool restart_for_reserved_storage;
    bool has_waiting_reserved_storage; /* set, and takes effect at the next restart */
    enum guest_reserved_storage waiting_reserved_storage;
    uint32_t odd_ms; /* milliseconds that passed since hardware.now last went on */
    bool is_off;
    bool restarts;
};

/** Counts the call. @return false when the test wants it to fail */
bool fake_enter(struct fake_machine *machine, const char *member, struct err *err);

/** Time goes on. */
void fake_advance(struct fake_machine *machine, uint64_t milliseconds);

/* A fake that runs out of memory ends the test: these never fail. The one allocation that a test lets
 * fail (alloc.h) is meant for the program, so they ask twice. */

void *fake_need(void *pointer);
void *fake_allocate(size_t size);            /* zeroed */
void *fake_grow(void *pointer, size_t size); /* as realloc */
void fake_list_add(struct text_list *list, const char *string);
char *fake_copy(const char *string);

/** Removes item `index` of an array of count items. */
void fake_array_remove(void *items, size_t *count, size_t index, size_t item_size);

/** Fills err with access denied, as Windows numbers it. @return false */
bool fake_denied(struct err *err, const char *what);

const struct fake_value *fake_reg_find(
    const struct fake_machine *machine, const char *key, const char *name);
const struct fake_file_item *fake_file_find(const struct fake_machine *machine, const char *path);

/* Each fills its part of the table. */
void fake_guest_registry(struct guest *guest);
void fake_guest_lists(struct guest *guest);
void fake_guest_files(struct guest *guest);
void fake_guest_disks(struct guest *guest);
void fake_guest_processes(struct guest *guest);
void fake_guest_services(struct guest *guest);

void fake_lists_done(struct fake_machine *machine);
void fake_registry_done(struct fake_machine *machine);
void fake_files_done(struct fake_machine *machine);
void fake_processes_done(struct fake_machine *machine);
void fake_disks_done(struct fake_machine *machine);
/** Reads and writes the disk, any bytes of it. */
void fake_sectors_read(
    const struct fake_machine *machine, uint64_t offset_bytes, void *buffer, size_t len);
void fake_sectors_write(
    struct fake_machine *machine, uint64_t offset_bytes, const void *data, size_t len);

/** Layout changes as the storage provider makes them; err as guest.h says. */
bool fake_layout_delete(struct fake_machine *machine, uint64_t offset_bytes, struct err *err);
/** The largest size that the partition there can get. */
uint64_t fake_layout_most(const struct fake_machine *machine, uint64_t offset_bytes);
bool fake_layout_resize(
    struct fake_machine *machine, uint64_t offset_bytes, uint64_t size_bytes, struct err *err);

/** Lists and rows of WMI of the same. */
void fake_windows_lists(struct fake_machine *machine);
/** Settings, and files that belong to them. */
void fake_windows_settings(struct fake_machine *machine);
/** What sysprep's providers and validators look at, of the same. */
void fake_windows_sysprep(struct fake_machine *machine);
/** Registry, files and hardware of a Windows 11 23H2 Enterprise VM. */
void fake_windows_fill(struct fake_machine *machine);
/** ReAgent.xml. @param recovery_offset  0: Windows RE is switched off */
void fake_windows_reagent(struct fake_machine *machine, uint64_t recovery_offset);

#define FAKE_WINDOWS "C:\\Windows"
#define FAKE_SYSTEM "C:\\Windows\\System32"
#define FAKE_REAGENT_XML FAKE_SYSTEM "\\Recovery\\ReAgent.xml"
#define FAKE_RESERVE_MANAGER "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\ReserveManager"
