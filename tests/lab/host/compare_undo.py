#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""compare_undo.py - is a guest as it was before a run that was taken back?

usage: compare_undo.py take FOLDER                 keeps what a stopped guest is now; its disk is that
                                               of the day it was made
       compare_undo.py compare FOLDER [WORDS ...]  says what differs from that now

Compares the disk sector by sector, every value of the registry, and every file of the guest that is
not large. Each difference is printed. Ends with 1 when there is one that no WORDS (a regular
expression) name, or when WORDS name none: the differences are exactly those.

Left out: what the lab keeps of itself (LabGuest), goldprep's own folder, logs of what was called, and
what Wine writes anew at each start.
"""
import hashlib
import json
import os
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # nothing is left in the source tree
from read_hive import sections, values_below
from sparse import BLOCK, SECTOR, data_blocks

SMALL = 256 * 1024  # bytes; larger files are programs and libraries
LEFT_OUT_KEYS = re.compile(r"\\labguest|\\current\\software\\fonts|\\perflib|\\tcpip\\parameters")
LEFT_OUT_FILES = re.compile(r"^(labguest|programdata/goldprep|goldprep)/|^windows/logs/|\.log$|^windows/temp/"
                            r"|/temp/")
TREES = ("Software", "System", "BCD00000000")


def registry(folder):
    values = {}
    for tree in TREES:
        for (key, name), value in values_below(folder / "guest/system.reg", tree).items():
            if not LEFT_OUT_KEYS.search(key):
                values[f"{key}, {name}"] = value
    return values


def keys(folder):
    """Keys of the same trees, which may be there without a value."""
    text = (folder / "guest/system.reg").read_text(encoding="utf-8", errors="replace")
    tops = tuple(tree.lower() for tree in TREES)
    names = (name.lower() for name, _ in sections(text))
    return {name: "key" for name in names
            if name.split("\\")[0] in tops and not LEFT_OUT_KEYS.search(name)}


def files(folder):
    found, top = {}, folder / "guest/drive_c"
    for place, _, names in os.walk(top):
        for name in names:
            path = Path(place) / name
            short = str(path.relative_to(top)).lower()
            if not LEFT_OUT_FILES.search(short) and path.is_file() and path.stat().st_size <= SMALL:
                found[short] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def sectors(before, after):
    """Byte of every sector that differs."""
    size = before.stat().st_size
    if after.stat().st_size != size:
        yield -1
        return
    with open(before, "rb") as left, open(after, "rb") as right:
        blocks = data_blocks(left.fileno(), 0, size) | data_blocks(right.fileno(), 0, size)
        for block in sorted(blocks):
            one, other = (os.pread(file.fileno(), BLOCK, block * BLOCK) for file in (left, right))
            if one != other:
                for at in range(0, len(one), SECTOR):
                    if one[at:at + SECTOR] != other[at:at + SECTOR]:
                        yield block * BLOCK + at


def differences(folder):
    with open(folder / "undo.before.json", encoding="utf-8") as file:
        before = json.load(file)
    for byte in sectors(folder / "disk.before.img", folder / "disk.img"):
        yield f"disk: the sector at byte {byte}"
    for what, now in (("registry", registry(folder)), ("key", keys(folder)), ("file", files(folder))):
        if what not in before:
            continue
        for name in sorted(set(before[what]) | set(now)):
            one, other = before[what].get(name), now.get(name)
            if one != other:
                yield f"{what}: {name}" + (f": {one!r} and {other!r}" if what == "registry" else
                                           ": gone" if other is None else
                                           ": new" if one is None else ": changed")


def take(folder):
    with open(folder / "undo.before.json", "w", encoding="utf-8") as file:
        json.dump({"registry": registry(folder), "key": keys(folder), "file": files(folder)}, file)
    return 0


def compare(folder, words):
    code, seen = 0, set()
    for text in differences(folder):
        named = [word for word in words if re.search(word, text)]
        seen.update(named)
        if not named:
            print(f"       {text}")
            code = 1
    for word in words:
        if word not in seen:
            print(f"       nothing differs that '{word}' names")
            code = 1
    return code


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "take":
        return take(Path(sys.argv[2]))
    if len(sys.argv) >= 3 and sys.argv[1] == "compare":
        return compare(Path(sys.argv[2]), sys.argv[3:])
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main())
