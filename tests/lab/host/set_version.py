#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""set_version.py - writes a copy of Wine's ntdll.dll whose "win10" is a Windows of another build.

usage: set_version.py IN OUT BUILD

Wine has a table of the versions it can be; "win10" there is build 18362, a single-session client.
The other way to set a version, the registry, leaves the suite mask empty, which no client has.
"""
import struct
import sys
from pathlib import Path

# RTL_OSVERSIONINFOEXW: size, major, minor, build, platform; text of 128 units; service packs, suite
# mask, product type. https://learn.microsoft.com/windows-hardware/drivers/ddi/wdm/ns-wdm-_osversioninfoexw
START = struct.pack("<5I", 284, 10, 0, 18362, 2) + bytes(256) + struct.pack("<3HB", 0, 0, 0x100, 1)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    image = bytearray(Path(sys.argv[1]).read_bytes())
    if image.count(START) != 1:
        sys.exit(f"set_version: '{sys.argv[1]}' has no version table as that of Wine 8.0")
    struct.pack_into("<I", image, image.index(START) + 12, int(sys.argv[3]))
    Path(sys.argv[2]).write_bytes(image)


if __name__ == "__main__":
    main()
