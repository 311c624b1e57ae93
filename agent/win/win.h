/* SPDX-License-Identifier: MIT */
/*
 * win.h - what the files of this folder share: handles that close themselves, text, errors, and the
 * members of struct guest, one file per subject. Nobody outside agent/win includes it.
 *
 * Each kind of handle has a struct of its own, so that what "none" looks like is decided here.
 */
#pragma once

#include "base/text.h"
#include "guest/guest.h"
#include "win/optional.h"

#include <windows.h>

/* -- handles -- */

/** A kernel object or file. NULL and INVALID_HANDLE_VALUE are both "none". */
struct win_handle {
    HANDLE handle;
};
void win_handle_done(struct win_handle *handle);
bool win_handle_is_open(const struct win_handle *handle);

/** An open registry key. */
struct win_key {
    HKEY handle;
};
void win_key_done(struct win_key *key);

/** A search for files. NULL and INVALID_HANDLE_VALUE are both "none". */
struct win_find {
    HANDLE handle;
};
void win_find_done(struct win_find *find);
bool win_find_is_open(const struct win_find *find);

/** The service manager, or a service of it. */
struct win_service {
    SC_HANDLE handle;
};
void win_service_done(struct win_service *service);

/** Memory that Windows wants back by LocalFree. */
struct win_local {
    void *memory;
};
void win_local_done(struct win_local *local);

/* -- text.c: the only place where UTF-8 and UTF-16 meet -- */

/** Converts; refuses malformed UTF-8. The caller frees *wide. */
bool win_widen(const char *text, wchar_t **wide, struct err *err) MUST_CHECK;
/** Converts a terminated string; refuses unpaired surrogates. The caller frees *text. */
bool win_narrow(const wchar_t *wide, char **text, struct err *err) MUST_CHECK;
/** Appends wide_count units, which need no terminator; refuses unpaired surrogates. */
bool win_append(
    struct text *text, const wchar_t *wide, size_t wide_count, struct err *err) MUST_CHECK;
/** Splits the content of a REG_MULTI_SZ by its length: empty strings inside are kept, the list's
 * own terminator is not one of them. Adds to list. */
bool win_split_texts(
    const wchar_t *wide, size_t wide_count, struct text_list *list, struct err *err) MUST_CHECK;

/* -- err.c -- */

/** Fills err: "context: what Windows says (Win32 error 5)". @return false */
bool win_err(struct err *err, DWORD code, const char *format, ...) PRINTF_LIKE(3, 4);
/** Fills err: "context: what Windows says (HRESULT 0x80070005)". @return false */
bool win_hresult(struct err *err, HRESULT result, const char *format, ...) PRINTF_LIKE(3, 4);
/** Is the code one of those that mean "there is no such file, folder or key"? */
bool win_is_absent(DWORD code);

/* -- keys.c -- */

/** A registry key that is kept open for the next question. Zeroed is none. */
struct win_kept_key {
    char *path;         /* as the port names it */
    uint32_t hash;      /* of path: most others are told apart by it */
    REGSAM access;      /* it was opened for */
    struct win_key key; /* open while path is there */
    uint64_t used;      /* counts up: the least was not used for longest */
};

/** Keys kept open. Zeroed is none. */
struct win_keys {
    struct win_kept_key kept[256]; /* more than all probes ask; the system closes them at the end */
    uint64_t uses;
};

void win_keys_done(struct win_keys *keys);

/** What stands in front of a path of the port in messages: "HKLM\\", or "" where it says HKU. */
const char *win_key_root(const char *path);

/** Is the key there? Always asks Windows. */
bool win_keys_check(
    struct win_keys *keys, const char *path, enum found *found, struct err *err) MUST_CHECK;

/** Asks an open key. It may be asked twice, and then starts anew. */
typedef LSTATUS win_key_question(HKEY key, void *about);

/**
 * Asks a key, which is opened when it is not kept.
 *
 * @param access  KEY_QUERY_VALUE and its kin
 * @param found   receives ABSENT when there is no such key: then nothing was asked
 * @param status  receives what ask returned
 * @return        false: the key cannot be opened
 */
bool win_keys_ask(struct win_keys *keys, const char *path, REGSAM access, win_key_question *ask,
    void *about, enum found *found, LSTATUS *status, struct err *err) MUST_CHECK;

/* -- args.c -- */

/**
 * Makes the one command line that CreateProcessW takes, so that the C run-time and
 * CommandLineToArgvW find exactly these arguments again.
 *
 * @param path       the program; refused when it holds a quotation mark
 * @param arguments  NULL-terminated
 * @param line       receives it; the caller frees *line. Over 32,766 units: ERR_TOO_LARGE
 * Source: learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 */
bool win_quote_args(
    const char *path, const char *const *arguments, wchar_t **line, struct err *err) MUST_CHECK;

/* -- files.c, guest_files.c -- */

/** file_read of base/file.h and of the port: while others may write, rename or delete. */
bool win_file_read(const char *path, size_t limit_bytes, enum found *found, struct bytes *bytes,
    struct err *err) MUST_CHECK;

/** Reads an open file whole. @param path  for messages */
bool win_handle_read(HANDLE file, const char *path, size_t limit_bytes, struct bytes *bytes,
    struct err *err) MUST_CHECK;

/* -- token.c -- */

/** Is the Administrators group enabled in the token of this process? */
bool win_is_administrator(bool *yes, struct err *err) MUST_CHECK;
/** The user of this process. The caller frees *user; its SID lies inside. */
bool win_token_user(TOKEN_USER **user, struct err *err) MUST_CHECK;
/** Appends "S-1-5-18". */
bool win_append_sid(struct text *text, PSID sid, struct err *err) MUST_CHECK;
/**
 * Switches a privilege of this process on or off.
 *
 * @return  false (ERROR_NOT_ALL_ASSIGNED among others): the account does not hold it
 */
bool win_privilege(const wchar_t *name, bool on, struct err *err) MUST_CHECK;

/** A privilege that was switched on for a while. Zeroed is none. */
struct win_raised {
    TOKEN_PRIVILEGES before; /* what it was; no privilege: it was on already */
};
/** Puts it back to what it was. */
void win_raised_done(struct win_raised *raised);
/** Switches a privilege on until win_raised_done. @return  as win_privilege */
bool win_raise(const wchar_t *name, struct win_raised *raised, struct err *err) MUST_CHECK;

/* -- console.c -- */

/** Gives the event that Ctrl-C, Ctrl-Break and closing the console set; it lives as long as the
 * process. */
bool win_stop_event(HANDLE *event, struct err *err) MUST_CHECK;

/** Lets the console take escape sequences, where there is one. */
void win_console_start(void);

/* -- lists.c: rows for the lists of the port -- */

/** Adds a text of that many units; refuses unpaired surrogates. */
bool win_row_text(struct json *row, const char *name, const wchar_t *wide, size_t count,
    struct err *err) MUST_CHECK;
bool win_row_number(
    struct json *row, const char *name, uint64_t number, struct err *err) MUST_CHECK;
/** Makes an empty list. */
bool win_rows_new(struct json_value *rows, struct err *err) MUST_CHECK;
/** Adds a row; more than GUEST_LIST_LIMIT: ERR_TOO_LARGE. */
bool win_rows_add(struct json_value *rows, struct json **row, struct err *err) MUST_CHECK;
/** Takes the list out; the caller calls json_free. */
struct json *win_rows_take(struct json_value *rows) MUST_CHECK;

/** The lists, one file each. @param rows  the caller calls json_free */
bool win_list_services(struct json **rows, struct err *err) MUST_CHECK;
bool win_list_processes(struct json **rows, struct err *err) MUST_CHECK;
bool win_list_accounts(struct json **rows, struct err *err) MUST_CHECK;
bool win_list_drives(struct json **rows, struct err *err) MUST_CHECK;
bool win_list_disks(struct json **rows, struct err *err) MUST_CHECK;
bool win_list_devices(struct json **rows, struct err *err) MUST_CHECK;
bool win_list_driver_packages(struct json **rows, struct err *err) MUST_CHECK;
/** It runs a program, so it needs the guest. */
bool win_list_appx_packages(void *state, struct json **rows, struct err *err) MUST_CHECK;

/* -- guest.c -- */

enum { WIN_EARLY_WMI_MOST = 8 };

struct win_task;

/** What one collection asked ahead. A list is made by whoever comes first: the early thread, or who
 * asks. Zeroed is nothing. */
struct win_early {
    bool collects; /* between look_anew and look_done */
    struct win_handle thread;
    struct {
        const struct guest_wmi_query *query;
        struct win_task *task; /* NULL: taken, or could not be started */
    } wmi[WIN_EARLY_WMI_MOST];
    struct win_early_list {
        INIT_ONCE made;
        struct json *rows; /* NULL: they could not be made: why */
        struct err why;
    } lists[GUEST_LIST_COUNT];
};

/** Lets go of all lists, and waits for the thread. */
void win_early_done(struct win_early *early);
/** Begins anew: starts the threads. Where there can be none, the questions are asked when somebody
 * wants the answer.
 * @param wmi  questions to WMI, NULL at the end; they must outlive the collection */
void win_early_begin(struct win_early *early, const struct guest_wmi_query *const *wmi);
/** The question, when it was asked ahead; the caller owns it then. NULL: it was not. */
struct win_task *win_early_wmi(struct win_early *early, const struct guest_wmi_query *query);
/** The list of the collection that is on; without one, as it is now.
 * @param rows  receives it; the caller calls json_free */
bool win_early_list(
    struct win_early *early, enum guest_list which, struct json **rows, struct err *err) MUST_CHECK;

/** Makes a list now; not those that need more than this machine's word. */
bool win_list_make(enum guest_list which, struct json **rows, struct err *err) MUST_CHECK;

/** What `state` of the port points to. */
struct win_guest {
    struct win_optional optional;
    struct win_keys keys;
    struct win_early early;
    HANDLE stop; /* belongs to console.c */
};

/* -- the members of struct guest; guest.h says what they do -- */

void win_look_anew(void *state, const struct guest_wmi_query *const *wmi);
void win_look_done(void *state);
/** Starts a question; NULL: it could not be, err says why. The caller calls win_task_release. */
struct win_task *win_wmi_begin(const struct guest_wmi_query *query, struct err *err);
bool win_reg_read_u32(void *state, const char *key, const char *name, enum found *found,
    uint32_t *value, struct err *err) MUST_CHECK;
bool win_reg_read_text(void *state, const char *key, const char *name, enum found *found,
    struct text *value, struct err *err) MUST_CHECK;
bool win_reg_read_texts(void *state, const char *key, const char *name, enum found *found,
    struct text_list *values, struct err *err) MUST_CHECK;
bool win_reg_has_key(void *state, const char *key, enum found *found, struct err *err) MUST_CHECK;
bool win_reg_has_value(
    void *state, const char *key, const char *name, enum found *found, struct err *err) MUST_CHECK;
bool win_reg_list_keys(void *state, const char *key, enum found *found, struct text_list *names,
    struct err *err) MUST_CHECK;
bool win_reg_list_values(void *state, const char *key, enum found *found, struct text_list *names,
    struct err *err) MUST_CHECK;
bool win_reg_read_bytes(void *state, const char *key, const char *name, enum found *found,
    uint32_t *type, struct bytes *bytes, struct err *err) MUST_CHECK;
bool win_hive_mount(
    void *state, const char *sid, const char *path, bool *mounted, struct err *err) MUST_CHECK;
bool win_hive_unmount(void *state, const char *sid, struct err *err) MUST_CHECK;

bool win_guest_file_read(void *state, const char *path, size_t limit_bytes, enum found *found,
    struct bytes *bytes, struct err *err) MUST_CHECK;
bool win_file_stat(void *state, const char *path, enum found *found, struct guest_file *file,
    struct err *err) MUST_CHECK;
bool win_file_list(void *state, const char *folder, enum found *found, struct json **rows,
    struct err *err) MUST_CHECK;
bool win_folder(
    void *state, enum guest_folder which, struct text *path, struct err *err) MUST_CHECK;

bool win_version(void *state, struct guest_version *version, struct err *err) MUST_CHECK;
bool win_firmware(void *state, enum guest_firmware *firmware, struct err *err) MUST_CHECK;
bool win_tpm(void *state, enum found *found, uint32_t *major, struct err *err) MUST_CHECK;
bool win_hypervisor(void *state, struct guest_hypervisor *hypervisor, struct err *err) MUST_CHECK;
bool win_token(void *state, struct guest_token *token, struct err *err) MUST_CHECK;
bool win_computer_name(void *state, struct text *name, struct err *err) MUST_CHECK;
bool win_boot_time(void *state, int64_t *seconds, struct err *err) MUST_CHECK;
bool win_now(void *state, int64_t *seconds, struct err *err) MUST_CHECK;
bool win_tick_ms(void *state, uint64_t *milliseconds, struct err *err) MUST_CHECK;

bool win_wmi(void *state, const struct guest_wmi_query *query, struct json **rows,
    struct err *err) MUST_CHECK;
bool win_update_agent(void *state, bool *restart_required, bool *busy, struct err *err) MUST_CHECK;
bool win_list(void *state, enum guest_list which, struct json **rows, struct err *err) MUST_CHECK;
bool win_join_domain(void *state, uint32_t *status, struct text *name, struct err *err) MUST_CHECK;
bool win_join_entra(void *state, enum found *found, uint32_t *type, struct text *tenant,
    struct err *err) MUST_CHECK;
bool win_join_mdm(void *state, bool *enrolled, struct err *err) MUST_CHECK;
bool win_lsa_secret(void *state, const char *name, enum found *found, struct err *err) MUST_CHECK;
bool win_disk_backing(void *state, uint32_t disk_number, enum found *found,
    struct guest_backing *backing, struct err *err) MUST_CHECK;

bool win_system_volume(void *state, struct guest_volume *volume, struct err *err) MUST_CHECK;
bool win_disk(
    void *state, uint32_t disk_number, struct guest_disk *disk, struct err *err) MUST_CHECK;
bool win_disk_layout(
    void *state, uint32_t disk_number, struct disk_layout *layout, struct err *err) MUST_CHECK;
bool win_disk_read(void *state, uint32_t disk_number, uint64_t offset_bytes, void *buffer,
    size_t len, struct err *err) MUST_CHECK;

bool win_reserved_storage(
    void *state, enum guest_reserved_storage *reserved_storage, struct err *err) MUST_CHECK;
bool win_reserved_storage_set(void *state, enum guest_reserved_storage wanted, bool *restart_needed,
    struct err *err) MUST_CHECK;
bool win_reg_write_u32(
    void *state, const char *key, const char *name, uint32_t value, struct err *err) MUST_CHECK;
bool win_reg_delete_value(
    void *state, const char *key, const char *name, struct err *err) MUST_CHECK;
bool win_wmi_call_row(void *state, const struct guest_wmi_query *call, struct json **answer,
    struct err *err) MUST_CHECK;
bool win_partition_delete(
    void *state, uint32_t disk_number, uint64_t offset_bytes, struct err *err) MUST_CHECK;
bool win_partition_limits(void *state, uint32_t disk_number, uint64_t offset_bytes,
    uint64_t *least_bytes, uint64_t *most_bytes, struct err *err) MUST_CHECK;
bool win_partition_resize(void *state, uint32_t disk_number, uint64_t offset_bytes,
    uint64_t size_bytes, struct err *err) MUST_CHECK;
bool win_disk_write_unused(void *state, uint32_t disk_number, uint64_t offset_bytes,
    const void *buffer, size_t len, struct err *err) MUST_CHECK;
bool win_partition_add(void *state, uint32_t disk_number, const struct disk_layout *expected,
    const struct disk_partition *partition, struct err *err) MUST_CHECK;

bool win_process_exists(void *state, const char *image, bool *exists, struct err *err) MUST_CHECK;
bool win_process_start(void *state, const char *path, const char *const *arguments, bool keep,
    struct guest_process **process, struct err *err) MUST_CHECK;
bool win_process_wait(void *state, struct guest_process *process, uint32_t limit_ms, bool *ended,
    uint32_t *exit_code, struct err *err) MUST_CHECK;
/** The same for one that only looks: ERR_CANCELLED as soon as goldprep is told to stop. */
bool win_process_wait_or_stop(void *state, struct guest_process *process, uint32_t limit_ms,
    bool *ended, uint32_t *exit_code, struct err *err) MUST_CHECK;
bool win_process_output(
    void *state, struct guest_process *process, struct text *output, struct err *err) MUST_CHECK;
bool win_process_end(void *state, struct guest_process *process, struct err *err) MUST_CHECK;
void win_process_free(void *state, struct guest_process *process);
bool win_process_open(void *state, uint32_t id, const char *path, enum found *found,
    struct guest_process **process, struct err *err) MUST_CHECK;
bool win_service_set_start(void *state, const char *name, const struct guest_service_start *start,
    struct err *err) MUST_CHECK;
bool win_service_stop(
    void *state, const char *name, uint32_t limit_ms, bool *stopped, struct err *err) MUST_CHECK;
bool win_wait(void *state, uint32_t milliseconds, struct err *err) MUST_CHECK;
bool win_power_off(void *state, struct err *err) MUST_CHECK;
bool win_restart(void *state, struct err *err) MUST_CHECK;
/** Switches the machine off after some seconds. */
bool win_power_off_after(uint32_t seconds, struct err *err) MUST_CHECK;
