/* SPDX-License-Identifier: MIT */
/* machine.c - a Windows machine made of memory: its life, its clock, its hardware's answers. */
#include "fakes/machine_parts.h"

#include <stdio.h>
#include <string.h>

void *fake_need(void *pointer)
{
    if (!pointer) {
        (void)fputs("fake machine: out of memory\n", stderr);
        abort();
    }
    return pointer;
}

void *fake_allocate(size_t size)
{
    void *pointer = calloc(1, size);

    return pointer ? pointer : fake_need(calloc(1, size));
}

void *fake_grow(void *pointer, size_t size)
{
    void *larger = realloc(pointer, size);

    return larger ? larger : fake_need(realloc(pointer, size));
}

void fake_list_add(struct text_list *list, const char *string)
{
    struct err err = { 0 };

    if (!text_list_add(list, string, &err) && !text_list_add(list, string, &err))
        (void)fake_need(NULL);
}

char *fake_copy(const char *string)
{
    struct err err = { 0 };
    char *copy = NULL;

    return text_copy(string, &copy, &err) || text_copy(string, &copy, &err) ? copy
                                                                            : fake_need(NULL);
}

void fake_array_remove(void *items, size_t *count, size_t index, size_t item_size)
{
    char *bytes = items;

    memmove(bytes + index * item_size, bytes + (index + 1) * item_size,
        (*count - index - 1) * item_size);
    (*count)--;
}

bool fake_denied(struct err *err, const char *what)
{
    return err_set(err, ERR_WIN32, 5, "cannot read '%s': access denied", what);
}

struct fake_machine *fake_machine_empty(void)
{
    struct fake_machine *machine = fake_allocate(sizeof *machine);

    machine->is_empty = true;
    return machine;
}

struct fake_machine *fake_machine_new(void)
{
    struct fake_machine *machine = fake_machine_empty();

    machine->is_empty = false;
    fake_windows_fill(machine);
    fake_windows_lists(machine);
    fake_windows_settings(machine);
    fake_windows_sysprep(machine);
    fake_programs_of_windows(machine);
    return machine;
}

void fake_machine_free(struct fake_machine *machine)
{
    if (!machine)
        return;
    fake_lists_done(machine);
    fake_registry_done(machine);
    fake_files_done(machine);
    fake_processes_done(machine);
    fake_disks_done(machine);
    free(machine);
}

struct fake_hardware *fake_hardware(struct fake_machine *machine)
{
    return &machine->hardware;
}

void fake_advance(struct fake_machine *machine, uint64_t milliseconds)
{
    uint64_t odd = machine->odd_ms + milliseconds;

    machine->hardware.tick_ms += milliseconds;
    machine->hardware.now += (int64_t)(odd / 1000);
    machine->odd_ms = (uint32_t)(odd % 1000);
}

bool fake_is_off(const struct fake_machine *machine)
{
    return machine->is_off;
}

bool fake_restarts(const struct fake_machine *machine)
{
    return machine->restarts;
}

/* -- calls: counted, and made to fail -- */

/** A misspelled member would make a test that cannot fail. */
static void check_member(const char *member)
{
    static const char *const members[] = { "reg_read_u32", "reg_read_text", "reg_read_texts",
        "reg_has_key", "reg_has_value", "reg_list_keys", "file_read", "file_stat", "folder",
        "version", "firmware", "tpm", "hypervisor", "token", "computer_name", "boot_time", "now",
        "tick_ms", "process_exists", "system_volume", "disk", "disk_layout", "disk_read",
        "reserved_storage", "reserved_storage_set", "partition_delete", "partition_limits",
        "partition_resize", "process_start", "process_wait", "process_output", "process_end",
        "wait", "power_off", "restart", "reg_list_values", "reg_read_bytes", "hive_mount",
        "hive_unmount", "file_list", "wmi", "join_domain", "join_entra", "join_mdm", "lsa_secret",
        "update_agent", "disk_backing", "process_open", "service_set_start", "service_stop",
        "reg_write_u32", "wmi_call", "reg_delete_value", "disk_write_unused", "partition_add" };

    for (size_t i = 0; i < COUNT_OF(members); i++)
        if (strcmp(members[i], member) == 0)
            return;
    for (enum guest_list which = 0; which < GUEST_LIST_COUNT; which++)
        if (strcmp(guest_list_name(which), member) == 0)
            return;
    (void)fprintf(stderr, "fake machine: struct guest has no member '%s' that can fail\n", member);
    abort();
}

static struct fake_call *find_call(struct fake_machine *machine, const char *member)
{
    for (size_t i = 0; i < machine->call_count; i++)
        if (strcmp(machine->calls[i].member, member) == 0)
            return &machine->calls[i];
    check_member(member);
    struct fake_call *call = &machine->calls[machine->call_count++]; /* no more than members */
    *call = (struct fake_call){ .member = member };
    return call;
}

bool fake_enter(struct fake_machine *machine, const char *member, struct err *err)
{
    struct fake_call *call = find_call(machine, member);

    call->count++;
    if (call->fail_times == 0)
        return true;
    if (call->fail_times > 0)
        call->fail_times--;
    *err = call->err;
    return false;
}

void fake_fail(struct fake_machine *machine, const char *member, int times, enum err_domain domain,
    uint32_t code, const char *text)
{
    struct fake_call *call = find_call(machine, member);

    call->fail_times = times;
    (void)err_set(&call->err, domain, code, "%s", text);
}

int fake_calls(const struct fake_machine *machine, const char *member)
{
    check_member(member);
    for (size_t i = 0; i < machine->call_count; i++)
        if (strcmp(machine->calls[i].member, member) == 0)
            return machine->calls[i].count;
    return 0;
}

/* -- the machine's own answers -- */

/** Has the test given this part to a machine that began empty? */
static bool is_given(
    struct fake_machine *machine, const void *part, size_t size, const char *name, struct err *err)
{
    const unsigned char *bytes = part;

    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0)
            return true;
    return machine->is_empty ? err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
                                   "this machine has no answer for '%s'", name)
                             : true;
}

static bool get_version(void *state, struct guest_version *version, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "version", err) ||
        !is_given(machine, &machine->hardware.version, sizeof *version, "version", err))
        return false;
    *version = machine->hardware.version;
    return true;
}

static bool get_firmware(void *state, enum guest_firmware *firmware, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "firmware", err) ||
        !is_given(machine, &machine->hardware.firmware, sizeof *firmware, "firmware", err))
        return false;
    *firmware = machine->hardware.firmware;
    return true;
}

static bool get_tpm(void *state, enum found *found, uint32_t *major, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "tpm", err))
        return false;
    *found = machine->hardware.tpm_found;
    if (*found == FOUND)
        *major = machine->hardware.tpm_major;
    return true;
}

static bool get_hypervisor(void *state, struct guest_hypervisor *hypervisor, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "hypervisor", err) ||
        !is_given(machine, &machine->hardware.hypervisor, sizeof *hypervisor, "hypervisor", err))
        return false;
    *hypervisor = machine->hardware.hypervisor;
    return true;
}

static bool get_token(void *state, struct guest_token *token, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "token", err) ||
        !is_given(machine, &machine->hardware.token, sizeof *token, "token", err))
        return false;
    *token = machine->hardware.token;
    return true;
}

static bool get_computer_name(void *state, struct text *name, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "computer_name", err) ||
        !is_given(machine, machine->hardware.computer_name, sizeof machine->hardware.computer_name,
            "computer_name", err))
        return false;
    text_append(name, "%s", machine->hardware.computer_name);
    return text_ok(name, err);
}

static bool get_boot_time(void *state, int64_t *seconds, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "boot_time", err) ||
        !is_given(machine, &machine->hardware.boot_time, sizeof *seconds, "boot_time", err))
        return false;
    *seconds = machine->hardware.boot_time;
    return true;
}

static bool get_now(void *state, int64_t *seconds, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "now", err) ||
        !is_given(machine, &machine->hardware.now, sizeof *seconds, "now", err))
        return false;
    *seconds = machine->hardware.now;
    return true;
}

static bool get_tick_ms(void *state, uint64_t *milliseconds, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "tick_ms", err))
        return false;
    *milliseconds = machine->hardware.tick_ms;
    return true;
}

static bool wait_some(void *state, uint32_t milliseconds, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "wait", err))
        return false;
    fake_advance(machine, milliseconds);
    return true;
}

static bool power_off(void *state, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "power_off", err))
        return false;
    machine->is_off = true;
    return true;
}

static bool restart(void *state, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "restart", err))
        return false;
    machine->restarts = true;
    return true;
}

struct guest fake_guest(struct fake_machine *machine)
{
    struct guest guest = {
        .state = machine,
        .version = get_version,
        .firmware = get_firmware,
        .tpm = get_tpm,
        .hypervisor = get_hypervisor,
        .token = get_token,
        .computer_name = get_computer_name,
        .boot_time = get_boot_time,
        .now = get_now,
        .tick_ms = get_tick_ms,
        .wait = wait_some,
        .power_off = power_off,
        .restart = restart,
    };

    fake_guest_lists(&guest);
    fake_guest_registry(&guest);
    fake_guest_files(&guest);
    fake_guest_disks(&guest);
    fake_guest_processes(&guest);
    fake_guest_services(&guest);
    return guest;
}
