/* SPDX-License-Identifier: MIT */
/*
 * boot.c - how do boot manager and default boot entry start this Windows?
 *
 * An element that the entry does not have is looked up in the two settings objects from which
 * Windows Setup lets it inherit.
 */
#include "probes/read.h"

#include "guest/bcd.h"

#define LOADER_SETTINGS "{6efb52bf-1766-41db-a6b3-0ee5eff72bd7}"
#define GLOBAL_SETTINGS "{7ea2e1ac-2e61-4728-aaa3-896d9d0a9f0e}"
#define FROM_MANAGER(number) "HKLM\\" BCD_STORE ", {bootmgr}, " number
#define FROM_LOADER(number) "HKLM\\" BCD_STORE ", {default} and what it inherits, " number

static const struct probe_key keys[] = {
    { "bcd.default", "text: id of the entry that starts when nobody chooses",
        FROM_MANAGER("23000003") },
    { "bcd.timeout_seconds", "number: how long a choice is shown; absent: not set",
        FROM_MANAGER("25000004") },
    { "bcd.display_boot_menu", "number: 1 the choice is shown always; absent: not set",
        FROM_MANAGER("26000020") },
    { "bcd.boot_manager_ems", "number: 1 the boot manager uses the serial port; absent: not set",
        FROM_MANAGER("16000020") },
    { "bcd.recovery_enabled",
        "number: 0 a start that fails does not lead to Windows RE; absent: not set",
        FROM_LOADER("16000009") },
    { "bcd.no_integrity_checks", "number: 1 signatures of drivers are not checked; absent: not set",
        FROM_LOADER("16000048") },
    { "bcd.test_signing", "number: 1 test signatures are taken; absent: not set",
        FROM_LOADER("16000049") },
    { "bcd.boot_status_policy",
        "number: 0 shows all failures, 1 ignores all, 2 those of shutdown; absent: not set",
        FROM_LOADER("250000e0") },
    { "bcd.ems", "number: 1 Windows uses the serial port; absent: not set",
        FROM_LOADER("260000b0") },
    { NULL, NULL, NULL },
};

struct element {
    const char *fact;
    enum bcd_element number;
};

static const struct element manager[] = {
    { "bcd.timeout_seconds", BCD_TIMEOUT },
    { "bcd.display_boot_menu", BCD_DISPLAY_BOOT_MENU },
    { "bcd.boot_manager_ems", BCD_LIBRARY_EMS_ENABLED },
};

static const struct element loader[] = {
    { "bcd.recovery_enabled", BCD_AUTO_RECOVERY_ENABLED },
    { "bcd.no_integrity_checks", BCD_DISABLE_INTEGRITY_CHECKS },
    { "bcd.test_signing", BCD_ALLOW_PRERELEASE_SIGNATURES },
    { "bcd.boot_status_policy", BCD_BOOT_STATUS_POLICY },
    { "bcd.ems", BCD_EMS_ENABLED },
};

/* Asks the objects in their order; the first that has the element answers. */
static bool collect_element(const struct guest *guest, const char *const *objects,
    const struct element *element, struct facts *facts, struct err *err)
{
    for (; *objects; objects++) {
        enum found found = ABSENT;
        int64_t number = 0;
        struct err why = { 0 };

        if (!bcd_read_number(guest, *objects, element->number, &found, &number, &why))
            return facts_set_unreadable(facts, element->fact, &why, err);
        if (found == FOUND)
            return facts_set_number(facts, element->fact, number, err);
    }
    return facts_set_absent(facts, element->fact, err);
}

static bool set_all_unreadable(struct facts *facts, const struct err *why, struct err *err)
{
    for (const struct probe_key *key = keys; key->key; key++) {
        if (!facts_set_unreadable(facts, key->key, why, err))
            return false;
    }
    return true;
}

/* Without a default entry nothing is known of how Windows starts: absent would read as "off". */
static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(text) id = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!bcd_read_default(guest, &found, &id, &why))
        return set_all_unreadable(facts, &why, err);
    if (!text_ok(&id, err))
        return false;
    if (found == ABSENT) {
        (void)err_set(&why, ERR_AGENT, ERR_MALFORMED,
            "the boot configuration in HKLM\\" BCD_STORE " names no default entry");
        return set_all_unreadable(facts, &why, err);
    }

    const char *const of_manager[] = { BCD_BOOT_MANAGER, GLOBAL_SETTINGS, NULL };
    const char *const of_loader[] = { text_string(&id), LOADER_SETTINGS, GLOBAL_SETTINGS, NULL };
    bool written = facts_set_text(facts, "bcd.default", text_string(&id), err);
    for (size_t i = 0; written && i < COUNT_OF(manager); i++)
        written = collect_element(guest, of_manager, &manager[i], facts, err);
    for (size_t i = 0; written && i < COUNT_OF(loader); i++)
        written = collect_element(guest, of_loader, &loader[i], facts, err);
    return written;
}

const struct probe probe_boot = {
    .id = "boot",
    .title = "Boot configuration: boot manager and default entry",
    .source = "https://learn.microsoft.com/previous-versions/windows/desktop/bcd/"
              "bcdosloaderelementtypes",
    .keys = keys,
    .collect = collect,
};
