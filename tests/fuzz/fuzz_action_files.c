/* SPDX-License-Identifier: MIT */
/* fuzz_action_files.c - ActionFiles of any bytes: what is read is whole, what is refused says why. */
#include "guest/action_files.h"

#include "fakes/alloc.h"
#include "fuzz_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_read(const struct action_modules *modules)
{
    if (modules->count > ACTION_MODULES_LIMIT)
        abort();
    for (size_t at = 0; at < modules->count; at++) {
        const struct action_module *module = &modules->items[at];

        if (module->module[0] == '\0' || module->method[0] == '\0')
            abort();
        fuzz_check_utf8(module->module);
        fuzz_check_utf8(module->method);
        fuzz_check_utf8(module->component);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(action_modules) modules = { 0 };
    struct err err = { 0 };

    if (size < 2)
        return 0;
    /* The first two bytes choose which allocation fails; 0 lets all succeed. */
    fake_alloc_fail_nth((unsigned)(data[0] | data[1] << 8));
    bool ok = action_file_parse(data + 2, size - 2, &modules, &err);
    bool failed = fake_alloc_has_failed();
    fake_alloc_fail_nth(0);
    fuzz_check_outcome(ok, failed, &err);
    if (ok)
        check_read(&modules);
    return 0;
}
