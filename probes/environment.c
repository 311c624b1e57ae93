/* SPDX-License-Identifier: MIT */
/* environment.c - where do temporary files and the page file lie? */
#include "probes/read.h"

#define SESSION_MANAGER "SYSTEM\\CurrentControlSet\\Control\\Session Manager"
#define ENVIRONMENT SESSION_MANAGER "\\Environment"
#define MEMORY SESSION_MANAGER "\\Memory Management"

static const struct probe_key keys[] = {
    { "environment.temp", "text: TEMP of the system, not expanded", "HKLM\\" ENVIRONMENT ", TEMP" },
    { "environment.tmp", "text: TMP of the system, not expanded", "HKLM\\" ENVIRONMENT ", TMP" },
    { "page_file.entries",
        "list: each page file and its sizes; \"?:\\pagefile.sys\" leaves place and size to Windows",
        "HKLM\\" MEMORY ", PagingFiles" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "environment.temp", ENVIRONMENT, "TEMP", PROBE_TEXT },
    { "environment.tmp", ENVIRONMENT, "TMP", PROBE_TEXT },
    { "page_file.entries", MEMORY, "PagingFiles", PROBE_TEXTS },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err);
}

const struct probe probe_environment = {
    .id = "environment",
    .title = "Folders for temporary files, page file",
    .source =
        "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image",
    .keys = keys,
    .collect = collect,
};
