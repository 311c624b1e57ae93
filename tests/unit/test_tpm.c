/* SPDX-License-Identifier: MIT */
/* test_tpm.c - what the probe on the TPM writes down. */
#include "probe_rows.h"

extern const struct probe probe_tpm;

static void be_old(struct fake_machine *machine)
{
    fake_hardware(machine)->tpm_major = 1;
}

static void remove_tpm(struct fake_machine *machine)
{
    fake_hardware(machine)->tpm_found = ABSENT;
}

static void be_unwilling(struct fake_machine *machine)
{
    fake_fail(machine, "tpm", -1, ERR_HRESULT, 0x80284008, "the TPM service does not run");
}

static void be_denied(struct fake_machine *machine)
{
    fake_fail(machine, "tpm", -1, ERR_HRESULT, 0x80284012, "cannot ask for the TPM: access denied");
}

static const struct probe_row rows[] = {
    { "2.0", NULL, { IS_NUMBER("tpm.version", 2) } },
    { "1.2", be_old, { IS_NUMBER("tpm.version", 1) } },
    { "none", remove_tpm, { IS_ABSENT("tpm.version") } },
    { "could not ask", be_unwilling, { IS_UNREADABLE("tpm.version", "does not run") } },
    { "denied", be_denied, { IS_UNREADABLE("tpm.version", "denied") } },
};

START_TEST(tpm_is_told_as_seen)
{
    check_probe_row(&probe_tpm, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_tpm, tpm_is_told_as_seen, rows)
