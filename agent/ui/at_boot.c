/* SPDX-License-Identifier: MIT */
/*
 * at_boot.c - whether the service starts with Windows, and whether this boot is one to work in.
 *
 * Source: learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-changeserviceconfigw
 * Source: learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states (ImageState)
 *         That SafeBoot\Option is there in safe mode alone, and what the values of SYSTEM\Setup mean
 *         while Windows is set up, is as administrators report it; unverified here.
 */
#include "ui/at_boot.h"

enum {
    START_AUTOMATIC = 2, /* SERVICE_AUTO_START */
    START_DEMAND = 3,    /* SERVICE_DEMAND_START */
};

static const char service_key[] = "SYSTEM\\CurrentControlSet\\Services\\" AT_BOOT_SERVICE;

bool at_boot_read(const struct guest *guest, enum found *found, struct guest_service_start *start,
    struct err *err)
{
    struct guest_service_start read = { 0 };
    enum found has_delay = ABSENT;
    uint32_t delayed = 0;

    if (!guest->reg_read_u32(guest->state, service_key, "Start", found, &read.type, err) ||
        !guest->reg_read_u32(
            guest->state, service_key, "DelayedAutostart", &has_delay, &delayed, err))
        return err_wrap(err, "cannot tell how the service starts");
    read.delayed = has_delay == FOUND && delayed != 0;
    if (*found == FOUND)
        *start = read;
    return true;
}

static bool set(
    const struct guest *guest, const struct guest_service_start *wanted, struct err *err)
{
    struct guest_service_start now = { 0 };
    enum found found = ABSENT;

    if (!at_boot_read(guest, &found, &now, err))
        return false;
    if (found == ABSENT || (now.type == wanted->type && now.delayed == wanted->delayed))
        return true;
    return guest->service_set_start(guest->state, AT_BOOT_SERVICE, wanted, err);
}

bool at_boot_keep(const struct guest *guest, struct err *err)
{
    const struct guest_service_start automatic = { .type = START_AUTOMATIC };

    return set(guest, &automatic, err) ||
           err_wrap(err, "the service cannot be made to start with Windows");
}

bool at_boot_back(
    const struct guest *guest, const struct guest_service_start *before, struct err *err)
{
    const struct guest_service_start demand = { .type = START_DEMAND };

    return set(guest, before->type != 0 ? before : &demand, err) ||
           err_wrap(err, "the service still starts with Windows");
}

/* A number that is 0, or not there, in a boot like any other. */
static const struct {
    const char *key, *name, *why;
} signs[] = {
    { "SYSTEM\\CurrentControlSet\\Control\\SafeBoot\\Option", "OptionValue",
        "Windows runs in safe mode" },
    { "SYSTEM\\Setup", "SystemSetupInProgress", "Windows is being set up" },
    { "SYSTEM\\Setup", "OOBEInProgress", "Windows is being set up for its first user" },
};

bool at_boot_may_go_on(const struct guest *guest, bool *may, struct text *why, struct err *err)
{
    AUTO(text) state = { 0 };
    enum found found = ABSENT;

    *may = false;
    for (size_t at = 0; at < COUNT_OF(signs); at++) {
        uint32_t value = 0;

        if (!guest->reg_read_u32(guest->state, signs[at].key, signs[at].name, &found, &value, err))
            return false;
        if (found == ABSENT || value == 0)
            continue;
        text_append(why, "%s", signs[at].why);
        return true;
    }
    if (!guest->reg_read_text(guest->state,
            "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State", "ImageState", &found,
            &state, err))
        return false;
    *may = found == FOUND && strcmp(text_string(&state), "IMAGE_STATE_COMPLETE") == 0;
    if (!*may)
        text_append(why, "ImageState is not that of a machine that is set up");
    return true;
}
