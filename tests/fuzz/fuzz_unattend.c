/* SPDX-License-Identifier: MIT */
/* fuzz_unattend.c - answer files of any bytes: found faults have places, and a copy can be read again. */
#include "sysprep/unattend.h"

#include "fakes/alloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of what was well-formed is well-formed, and has nothing more to put right. */
static void read_copy(const uint8_t *bytes, size_t len, const struct unattend_image *image,
    const struct unattend_report *report)
{
    AUTO(unattend_report) again = { 0 };
    AUTO(text) copy = { 0 };
    struct err err = { 0 };

    if (!report->is_xml || !unattend_fix(bytes, len, report, &copy, &err))
        return;
    if (copy.len > UNATTEND_SIZE_LIMIT || report->left_out > 0)
        return;
    if (!unattend_read(text_string(&copy), copy.len, image, &again, &err) || !again.is_xml)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct unattend_image images[] = { { "amd64", "devbox" }, { NULL, NULL } };
    AUTO(unattend_report) report = { 0 };
    struct err err = { 0 };

    if (size < 3)
        return 0;
    const struct unattend_image *image = &images[data[2] & 1];
    /* The first two bytes choose which allocation fails; 0 lets all succeed. */
    fake_alloc_fail_nth((unsigned)(data[0] | data[1] << 8));
    bool ok = unattend_read(data + 3, size - 3, image, &report, &err);
    fake_alloc_fail_nth(0);
    if (ok)
        read_copy(data + 3, size - 3, image, &report);
    return 0;
}
