/* SPDX-License-Identifier: MIT */
/*
 * stages.c - which stage a run of sysprep is in, by the lines of its own log.
 *
 * Source: the lines are those of public logs of Windows 10, 11 and Server 2022; unverified on a real
 *         Windows
 */
#include "sysprep/stages.h"

#include "base/text.h"

enum {
    LINE_MOST = 512
}; /* bytes of a line that are looked at: what is looked for stands in front */

static const struct {
    const char *needle, *also; /* both stand in the line; also: NULL when one is enough */
    enum sysprep_stage stage;
} signs[] = {
    { "Beginning of a new sysprep run", NULL, SYSPREP_STAGE_START },
    { "Pre-validing '", NULL, SYSPREP_STAGE_VALIDATION },
    { "Pre-validating '", NULL, SYSPREP_STAGE_VALIDATION },
    { "Processing 'cleanup'", NULL, SYSPREP_STAGE_CLEANUP },
    { "SysprepSession::Execute", "\\Cleanup.xml", SYSPREP_STAGE_CLEANUP },
    { "Processing 'generalize'", NULL, SYSPREP_STAGE_GENERALIZE },
    { "SysprepSession::Execute", "\\Generalize.xml", SYSPREP_STAGE_GENERALIZE },
    { "Shutting down SysPrep log", NULL, SYSPREP_STAGE_END },
};

static void read_line(const char *line, enum sysprep_stage *stage)
{
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (strstr(line, signs[i].needle) && (!signs[i].also || strstr(line, signs[i].also)))
            *stage = signs[i].stage;
}

enum sysprep_stage sysprep_stage_read(const void *bytes, size_t len)
{
    const char *from = bytes;
    enum sysprep_stage stage = SYSPREP_STAGE_START;
    char line[LINE_MOST];
    size_t used = 0;

    for (size_t i = 0; i < len; i++) {
        if (from[i] == '\n') {
            line[used] = '\0';
            read_line(line, &stage);
            used = 0;
        } else if (from[i] != '\0' && used < sizeof line - 1) {
            /* The other half of UTF-16 is NUL where the lines are the ones looked for. */
            line[used++] = from[i];
        }
    }
    line[used] = '\0';
    read_line(line, &stage);
    return stage;
}

const char *sysprep_stage_name(enum sysprep_stage stage)
{
    static const char *const names[SYSPREP_STAGES] = { "start", "validation", "cleanup",
        "generalize", "end" };

    return names[stage];
}
