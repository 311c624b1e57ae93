#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""sparse.py - compares large disk images by reading only where one of them holds data.

usage: sparse.py IMAGE OTHER        ends with 1 and says where when they differ
"""
import os
import sys

SECTOR = 512
BLOCK = 1024 * 1024


def data_blocks(file, offset, length):
    """Blocks of a sparse file that hold data, as numbers counted from offset."""
    blocks, at, end = set(), offset, offset + length
    while at < end:
        try:
            start = os.lseek(file, at, os.SEEK_DATA)
        except OSError:
            break  # nothing but a hole up to the end
        if start >= end:
            break
        stop = min(os.lseek(file, start, os.SEEK_HOLE), end)
        blocks.update(range((start - offset) // BLOCK, (stop - offset + BLOCK - 1) // BLOCK))
        at = stop
    return blocks


def first_difference(before, after, offset, length, ignored=()):
    """Byte of the first sector that differs inside a range; None when none does. Sectors that start
    at a byte in ignored may differ."""
    with open(before, "rb") as left, open(after, "rb") as right:
        blocks = data_blocks(left.fileno(), offset, length)
        blocks.update(data_blocks(right.fileno(), offset, length))
        for block in sorted(blocks):
            at = offset + block * BLOCK
            size = min(BLOCK, offset + length - at)
            one = os.pread(left.fileno(), size, at)
            other = os.pread(right.fileno(), size, at)
            if one == other:
                continue
            for sector in range(0, size, SECTOR):
                if (one[sector:sector + SECTOR] != other[sector:sector + SECTOR]
                        and at + sector not in ignored):
                    return at + sector
    return None


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    one, other = sys.argv[1:]
    size = os.path.getsize(one)
    if os.path.getsize(other) != size:
        print("the images have different sizes")
        return 1
    where = first_difference(one, other, 0, size)
    if where is not None:
        print(f"the images differ at byte {where}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
