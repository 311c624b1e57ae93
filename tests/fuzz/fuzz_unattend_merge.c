/* SPDX-License-Identifier: MIT */
/* fuzz_unattend_merge.c - two answer files of any bytes: what is passed of them is sound. */
#include "sysprep/unattend_merge.h"

#include "fakes/alloc.h"
#include "fuzz_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_merged(const struct unattend_merged *merged)
{
    bool refused = merged->outcome == UNATTEND_MERGE_REFUSED;

    if (refused != (merged->why[0] != '\0') || refused != (merged->bytes.len == 0))
        abort();
    if (!refused && merged->report.by_severity[UNATTEND_ERROR] > 0)
        abort();
    for (size_t at = 0; at < merged->count; at++)
        if ((merged->parts[at].fate == UNATTEND_CARRIED) != (merged->parts[at].why == NULL))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct unattend_image image = { "amd64", NULL };
    AUTO(unattend_merged) merged = { 0 };
    struct err err = { 0 };

    if (size < 4)
        return 0;
    /* The first two bytes choose which allocation fails, 0 lets all succeed; after them the two files,
     * with the byte between that the third one is. */
    const uint8_t *begin = data + 3, *end = data + size;
    const uint8_t *between = memchr(begin, data[2], size - 3);
    struct unattend_bytes named = { begin, (size_t)((between ? between : end) - begin) };
    struct unattend_bytes other = { between ? between + 1 : end,
        between ? (size_t)(end - between - 1) : 0 };

    fake_alloc_fail_nth((unsigned)(data[0] | data[1] << 8));
    bool ok = unattend_merge(&named, between ? &other : NULL, &image, &merged, &err);
    bool failed = fake_alloc_has_failed();
    fake_alloc_fail_nth(0);
    fuzz_check_outcome(ok, failed, &err);
    if (!ok && !failed)
        abort();
    if (ok)
        check_merged(&merged);
    return 0;
}
