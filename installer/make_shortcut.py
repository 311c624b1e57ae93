#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""make_shortcut.py - writes the Start menu's shortcut: a console with goldprep's help, as administrator.

usage: make_shortcut.py FILE.lnk

The form is that of [MS-SHLLINK]: a header whose flag RunAsUser asks for elevation, texts, and the
target as a path with variables, so that one file fits every machine.
Source: https://learn.microsoft.com/openspecs/windows_protocols/ms-shllink/
"""
import struct
import sys
from pathlib import Path

LINK_CLASS = bytes.fromhex("0114020000000000c000000000000046")
HAS_NAME, HAS_WORKING_DIR, HAS_ARGUMENTS, HAS_ICON = 0x4, 0x10, 0x20, 0x40
IS_UNICODE, FORCE_NO_LINK_INFO, HAS_EXP_STRING, RUN_AS_USER = 0x80, 0x100, 0x200, 0x2000
HAS_EXP_ICON = 0x4000
SHOW_NORMAL = 1
VARIABLES, ICON_VARIABLES = 0xA0000001, 0xA0000007
VARIABLES_SIZE, PATH_COUNT = 0x314, 260

TARGET = r"%SystemRoot%\System32\cmd.exe"
PROGRAM = r"%ProgramFiles%\goldprep\goldprep.exe"
# /k: the console stays. The outer pair of quotes is cmd's own.
ARGUMENTS = f'/k ""{PROGRAM}" help"'


def text(value):
    return struct.pack("<H", len(value)) + value.encode("utf-16-le")


def block(signature, path):
    return (struct.pack("<II", VARIABLES_SIZE, signature)
            + path.encode("ascii").ljust(PATH_COUNT, b"\0")
            + path.encode("utf-16-le").ljust(2 * PATH_COUNT, b"\0"))


def shortcut():
    flags = (HAS_NAME | HAS_WORKING_DIR | HAS_ARGUMENTS | HAS_ICON | IS_UNICODE
             | FORCE_NO_LINK_INFO | HAS_EXP_STRING | RUN_AS_USER | HAS_EXP_ICON)
    # No attributes, times or size of the target: they are the machine's.
    header = struct.pack("<I16sIIQQQIiIHHII", 0x4C, LINK_CLASS, flags, 0, 0, 0, 0, 0, 0,
                         SHOW_NORMAL, 0, 0, 0, 0)
    return (header + text("Prepares this Windows for capture into a golden image")
            + text("%SystemDrive%\\") + text(ARGUMENTS) + text(PROGRAM)
            + block(VARIABLES, TARGET) + block(ICON_VARIABLES, PROGRAM) + struct.pack("<I", 0))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Path(sys.argv[1]).write_bytes(shortcut())
    return 0


if __name__ == "__main__":
    sys.exit(main())
