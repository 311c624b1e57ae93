/* SPDX-License-Identifier: MIT */
/* reagent_xml.h - ReAgent.xml, as the stand-in for reagentc reads and writes it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define REAGENT_FOLDER L"C:\\Windows\\System32\\Recovery"
#define REAGENT_XML REAGENT_FOLDER L"\\ReAgent.xml"

struct reagent_xml {
    bool enabled;    /* InstallState state="1" */
    char bcd_id[64]; /* without braces */
    char path[260];  /* "\Recovery\WindowsRE" */
    uint64_t offset; /* of the partition that hosts Windows RE */
};

/** false: there is no such file. What it does not tell stays zero. */
bool reagent_xml_read(struct reagent_xml *xml);
/** Writes the file of a machine whose Windows RE is off. */
bool reagent_xml_write_disabled(void);
