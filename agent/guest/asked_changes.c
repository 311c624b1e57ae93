/* SPDX-License-Identifier: MIT */
/* asked_changes.c - a guest that is recorded or replayed changes nothing. */
#include "guest/asking.h"

static bool reserved_storage_set(
    void *state, enum guest_reserved_storage wanted, bool *restart_needed, struct err *err)
{
    (void)wanted;
    (void)restart_needed;
    return asking_refuses(state, "reserved_storage_set", err);
}

static bool reg_write_u32(
    void *state, const char *key, const char *name, uint32_t value, struct err *err)
{
    (void)key;
    (void)name;
    (void)value;
    return asking_refuses(state, "reg_write_u32", err);
}

static bool reg_delete_value(void *state, const char *key, const char *name, struct err *err)
{
    (void)key;
    (void)name;
    return asking_refuses(state, "reg_delete_value", err);
}

static bool wmi_call(
    void *state, const struct guest_wmi_query *call, struct json **answer, struct err *err)
{
    (void)call;
    (void)answer;
    return asking_refuses(state, "wmi_call", err);
}

static bool partition_delete(
    void *state, uint32_t disk_number, uint64_t offset_bytes, struct err *err)
{
    (void)disk_number;
    (void)offset_bytes;
    return asking_refuses(state, "partition_delete", err);
}

static bool partition_limits(void *state, uint32_t disk_number, uint64_t offset_bytes,
    uint64_t *least_bytes, uint64_t *most_bytes, struct err *err)
{
    (void)disk_number;
    (void)offset_bytes;
    (void)least_bytes;
    (void)most_bytes;
    return asking_refuses(state, "partition_limits", err);
}

static bool partition_resize(
    void *state, uint32_t disk_number, uint64_t offset_bytes, uint64_t size_bytes, struct err *err)
{
    (void)disk_number;
    (void)offset_bytes;
    (void)size_bytes;
    return asking_refuses(state, "partition_resize", err);
}

static bool disk_write_unused(void *state, uint32_t disk_number, uint64_t offset_bytes,
    const void *buffer, size_t len, struct err *err)
{
    (void)disk_number;
    (void)offset_bytes;
    (void)buffer;
    (void)len;
    return asking_refuses(state, "disk_write_unused", err);
}

static bool partition_add(void *state, uint32_t disk_number, const struct disk_layout *expected,
    const struct disk_partition *partition, struct err *err)
{
    (void)disk_number;
    (void)expected;
    (void)partition;
    return asking_refuses(state, "partition_add", err);
}

static bool process_start(void *state, const char *path, const char *const *arguments, bool keep,
    struct guest_process **process, struct err *err)
{
    (void)path;
    (void)arguments;
    (void)keep;
    (void)process;
    return asking_refuses(state, "process_start", err);
}

static bool process_wait(void *state, struct guest_process *process, uint32_t limit_ms, bool *ended,
    uint32_t *exit_code, struct err *err)
{
    (void)process;
    (void)limit_ms;
    (void)ended;
    (void)exit_code;
    return asking_refuses(state, "process_wait", err);
}

static bool process_output(
    void *state, struct guest_process *process, struct text *output, struct err *err)
{
    (void)process;
    (void)output;
    return asking_refuses(state, "process_output", err);
}

static bool process_end(void *state, struct guest_process *process, struct err *err)
{
    (void)process;
    return asking_refuses(state, "process_end", err);
}

/* There is none, since none can be started. */
static void process_free(void *state, struct guest_process *process)
{
    (void)state;
    (void)process;
}

static bool process_open(void *state, uint32_t id, const char *path, enum found *found,
    struct guest_process **process, struct err *err)
{
    (void)id;
    (void)path;
    (void)found;
    (void)process;
    return asking_refuses(state, "process_open", err);
}

static bool service_set_start(
    void *state, const char *name, const struct guest_service_start *start, struct err *err)
{
    (void)name;
    (void)start;
    return asking_refuses(state, "service_set_start", err);
}

static bool service_stop(
    void *state, const char *name, uint32_t limit_ms, bool *stopped, struct err *err)
{
    (void)name;
    (void)limit_ms;
    (void)stopped;
    return asking_refuses(state, "service_stop", err);
}

static bool wait_some(void *state, uint32_t milliseconds, struct err *err)
{
    (void)milliseconds;
    return asking_refuses(state, "wait", err);
}

static bool power_off(void *state, struct err *err)
{
    return asking_refuses(state, "power_off", err);
}

static bool restart(void *state, struct err *err)
{
    return asking_refuses(state, "restart", err);
}

void asked_changes(struct guest *guest)
{
    guest->reserved_storage_set = reserved_storage_set;
    guest->reg_write_u32 = reg_write_u32;
    guest->reg_delete_value = reg_delete_value;
    guest->wmi_call = wmi_call;
    guest->partition_delete = partition_delete;
    guest->partition_limits = partition_limits;
    guest->partition_resize = partition_resize;
    guest->disk_write_unused = disk_write_unused;
    guest->partition_add = partition_add;
    guest->process_start = process_start;
    guest->process_wait = process_wait;
    guest->process_output = process_output;
    guest->process_end = process_end;
    guest->process_free = process_free;
    guest->process_open = process_open;
    guest->service_set_start = service_set_start;
    guest->service_stop = service_stop;
    guest->wait = wait_some;
    guest->power_off = power_off;
    guest->restart = restart;
}
