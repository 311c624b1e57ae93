/* SPDX-License-Identifier: MIT */
/* sysprep_moods.h - how sysprep behaves in tests of actions/generalize.c, and what it logs. */
#pragma once

#include "bench.h"

#define ID "generalize"
#define SETUP "SYSTEM\\Setup"
#define STATE "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State"
#define FOLDER "C:\\Windows\\System32\\Sysprep\\"
#define TAG FOLDER "Sysprep_succeeded.tag"
#define LOG FOLDER "Panther\\setupact.log"
#define SEALED "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE"
#define BANNER "2026-11-22 06:30:00, Info SYSPRP ===   Beginning of a new sysprep run   ===\r\n"
#define CAUSE "BitLocker-Sysprep: BitLocker is on for the OS volume."
#define STOPS                                                                                      \
    BANNER "2026-11-22 06:30:01, Error SYSPRP " CAUSE "\r\n2026-11-22 06:30:01, Error "            \
           "[0x0f00d8] SYSPRP WinMain:Hit failure while pre-validate sysprep generalize internal " \
           "providers; hr = 0x80310039\r\n"
#define LOG_END "2026-11-22 06:31:00, Info [0x0f0052] SYSPRP Shutting down SysPrep log\r\n"

static inline void seal(struct fake_machine *machine)
{
    fake_file_text(machine, TAG, "");
    fake_reg_text(machine, STATE, "ImageState", SEALED);
    fake_reg_u32(machine, SETUP, "SetupType", 2);
    fake_reg_text(machine, SETUP, "CmdLine", "oobe\\windeploy.exe");
}

#define LINE(text) "2026-11-22 06:30:01, Info SYSPRP " text "\r\n"
#define VALIDATES                                                                                  \
    BANNER LINE("[0x0f00d7] SYSPRP WinMain:Pre-validing 'cleanup' internal providers.")
#define CLEANS VALIDATES LINE("WinMain:Processing 'cleanup' internal provider request.")
#define GENERALIZES CLEANS LINE("WinMain:Processing 'generalize' internal provider request.")

static inline uint32_t works(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    static const char *const expected[] = { "/generalize", "/oobe", "/mode:vm", "/quiet", "/quit" };

    (void)output;
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        ck_assert_str_eq(arguments[i], expected[i]);
    ck_assert_ptr_null(arguments[COUNT_OF(expected)]);
    fake_file_text(machine, LOG, BANNER LOG_END);
    seal(machine);
    return 0;
}

static inline uint32_t is_silent(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)arguments;
    (void)output;
    return 1;
}
