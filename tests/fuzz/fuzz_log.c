/* SPDX-License-Identifier: MIT */
/* fuzz_log.c - diagnose over bytes of any kind, in chunks of any size, with memory running out. */
#include "sysprep/diagnose.h"

#include "fakes/alloc.h"
#include "fuzz_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct diagnosis *diagnosis)
{
    if (!diagnosis->fault.cause)
        abort();
    fuzz_check_text(diagnosis->fault.item);
    for (size_t at = 0; at < diagnosis->fault.line_count; at++)
        fuzz_check_text(diagnosis->fault.lines[at].text);
    for (size_t at = 0; at < diagnosis->noise_count; at++)
        fuzz_check_text(diagnosis->noise[at].first.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct diagnosis diagnosis;
    struct diagnoser *diagnoser = NULL;
    struct err err = { 0 };
    size_t chunk;
    bool made;

    if (size < 3)
        return 0;
    /* The first two bytes choose which allocation fails, 0 lets all succeed; the third the chunks. */
    fake_alloc_fail_nth((unsigned)(data[0] | data[1] << 8));
    made = diagnoser_new(&diagnoser, &err);
    fake_alloc_fail_nth(0);
    if (!made)
        return 0;
    chunk = (size_t)data[2] * 16 + 1;
    for (size_t at = 3; at < size; at += chunk)
        diagnoser_feed(diagnoser, data + at, size - at < chunk ? size - at : chunk);
    diagnoser_end(diagnoser, &diagnosis);
    diagnoser_free(diagnoser);
    check(&diagnosis);
    return 0;
}
