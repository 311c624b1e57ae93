/* SPDX-License-Identifier: MIT */
/* table_parts.h - what table.c asks of the two kinds of table. */
#pragma once

#include "table.h"

enum table_result gpt_read(struct table_disk *disk, struct table *table);
enum table_result gpt_write(struct table_disk *disk, const struct table *table);

/** @param sector  the first sector, ending in 0x55 0xaa */
enum table_result mbr_read(struct table_disk *disk, const uint8_t *sector, struct table *table);
/** May after replace before? Only entries of the first sector change, and fit into it. */
bool mbr_may_replace(
    const struct table_disk *disk, const struct table *before, const struct table *after);
enum table_result mbr_write(struct table_disk *disk, const struct table *table);
bool mbr_is_protective(const uint8_t *sector);
bool mbr_is_container(uint8_t type);
