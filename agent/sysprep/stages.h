/* SPDX-License-Identifier: MIT */
/* stages.h - pure: which stage a run of sysprep is in, by the lines of its own log. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/** In the order in which a run goes through them. */
enum sysprep_stage {
    SYSPREP_STAGE_START = 0,  /* nothing is said yet */
    SYSPREP_STAGE_VALIDATION, /* its providers are asked; nothing is changed */
    SYSPREP_STAGE_CLEANUP,
    SYSPREP_STAGE_GENERALIZE,
    SYSPREP_STAGE_END, /* its log is closed */
    SYSPREP_STAGES,
};

/** The stage of the last run in a log: UTF-8, an ANSI code page or UTF-16. */
enum sysprep_stage sysprep_stage_read(const void *bytes, size_t len);
/** "start", "validation", "cleanup", "generalize", "end" */
const char *sysprep_stage_name(enum sysprep_stage stage);
