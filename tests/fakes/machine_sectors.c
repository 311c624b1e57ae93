/* SPDX-License-Identifier: MIT */
/*
 * machine_sectors.c - what lies on the fake machine's disk: a few blocks that were written, and
 * behind them what the test has put there, or zeros.
 */
#include "fakes/machine_parts.h"

#include <stdlib.h>
#include <string.h>

/* What a sector holds that nobody has written to. */
static void read_first_content(
    const struct fake_machine *machine, uint64_t offset_bytes, uint8_t *buffer, size_t len)
{
    const struct fake_hardware *hardware = &machine->hardware;

    memset(buffer, 0, len);
    if (hardware->sectors && offset_bytes < hardware->sectors_len) {
        size_t there = hardware->sectors_len - (size_t)offset_bytes;
        memcpy(buffer, hardware->sectors + offset_bytes, there < len ? there : len);
    } else if (offset_bytes == hardware->volume.offset_bytes && len > 11) {
        memcpy(buffer + 3, hardware->boot_sector, sizeof hardware->boot_sector - 1);
    }
}

void fake_sectors_read(
    const struct fake_machine *machine, uint64_t offset_bytes, void *buffer, size_t len)
{
    uint8_t *to = buffer;

    read_first_content(machine, offset_bytes, to, len);
    for (size_t i = 0; i < machine->block_count; i++) {
        const struct fake_block *block = &machine->blocks[i];
        uint64_t from = block->offset_bytes > offset_bytes ? block->offset_bytes : offset_bytes;
        uint64_t end = block->offset_bytes + FAKE_BLOCK_BYTES;

        if (end > offset_bytes + len)
            end = offset_bytes + len;
        if (from < end)
            memcpy(to + (from - offset_bytes), block->bytes + (from - block->offset_bytes),
                (size_t)(end - from));
    }
}

static struct fake_block *need_block(struct fake_machine *machine, uint64_t offset_bytes)
{
    struct fake_block *block;

    for (size_t i = 0; i < machine->block_count; i++)
        if (machine->blocks[i].offset_bytes == offset_bytes)
            return &machine->blocks[i];
    if (machine->block_count == machine->block_capacity) {
        machine->block_capacity = machine->block_capacity * 2 + 8;
        machine->blocks =
            fake_need(realloc(machine->blocks, machine->block_capacity * sizeof *machine->blocks));
    }
    block = &machine->blocks[machine->block_count];
    block->offset_bytes = offset_bytes;
    read_first_content(machine, offset_bytes, block->bytes, FAKE_BLOCK_BYTES);
    machine->block_count++;
    return block;
}

void fake_sectors_write(
    struct fake_machine *machine, uint64_t offset_bytes, const void *data, size_t len)
{
    const uint8_t *from = data;

    while (len > 0) {
        size_t inside = (size_t)(offset_bytes % FAKE_BLOCK_BYTES);
        size_t part = FAKE_BLOCK_BYTES - inside < len ? FAKE_BLOCK_BYTES - inside : len;

        memcpy(need_block(machine, offset_bytes - inside)->bytes + inside, from, part);
        from += part;
        offset_bytes += part;
        len -= part;
    }
}

void fake_disk_bytes(
    struct fake_machine *machine, uint64_t offset_bytes, const void *data, size_t len)
{
    fake_sectors_write(machine, offset_bytes, data, len);
}

void fake_disks_done(struct fake_machine *machine)
{
    free(machine->blocks);
    machine->blocks = NULL;
    machine->block_count = machine->block_capacity = 0;
}
