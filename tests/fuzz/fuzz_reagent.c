/* SPDX-License-Identifier: MIT */
/* fuzz_reagent.c - ReAgent.xml of any bytes: what is read is whole, what is refused says why. */
#include "guest/reagent.h"

#include "fakes/alloc.h"
#include "fuzz_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_guid(const char *guid)
{
    size_t len = strnlen(guid, DISK_GUID_SIZE);

    if (len != 0 && (len != 36 || strspn(guid, "0123456789abcdef-") != len))
        abort();
}

static void check_read(const struct reagent *reagent)
{
    check_guid(reagent->disk_guid);
    check_guid(reagent->bcd_id);
    if (strnlen(reagent->location_path, sizeof reagent->location_path) ==
        sizeof reagent->location_path)
        abort();
    if (reagent->enabled != (reagent->install_state == 1 && reagent->bcd_id[0] != '\0'))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reagent reagent = { 0 };
    struct err err = { 0 };

    if (size < 2)
        return 0;
    /* The first two bytes choose which allocation fails; 0 lets all succeed. */
    fake_alloc_fail_nth((unsigned)(data[0] | data[1] << 8));
    bool ok = reagent_parse(data + 2, size - 2, &reagent, &err);
    bool failed = fake_alloc_has_failed();
    fake_alloc_fail_nth(0);
    fuzz_check_outcome(ok, failed, &err);
    if (ok)
        check_read(&reagent);
    return 0;
}
