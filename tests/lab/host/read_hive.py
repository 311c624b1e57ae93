#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""read_hive.py - prints a value of a stopped guest's registry, from the file Wine keeps it in.

usage: read_hive.py HIVE KEY VALUE        KEY below HKEY_LOCAL_MACHINE
Numbers are printed as 0x..., as reg.exe does. Ends with 1 when there is no such value.
"""
import re
import sys
from pathlib import Path


def sections(text):
    name, lines = None, []
    for line in text.splitlines():
        if line.startswith("["):
            if name is not None:
                yield name, lines
            name, lines = line[1:line.rindex("]")].replace("\\\\", "\\"), []
        else:
            lines.append(line)
    if name is not None:
        yield name, lines


def decode(data):
    if data.startswith("dword:"):
        return f"0x{int(data[6:], 16):x}"
    found = re.match(r'(?:str\(\d+\):)?"((?:[^"\\]|\\.)*)"', data)
    if found:
        return re.sub(r"\\(.)", r"\1", found.group(1))
    return data


def values_below(hive, key):
    """Every value of the key and the keys below it: {(key, name): value}, names in lower case."""
    values, key = {}, key.lower()
    for name, lines in sections(Path(hive).read_text(encoding="utf-8", errors="replace")):
        name = name.lower()
        if name != key and not name.startswith(key + "\\"):
            continue
        for line in lines:
            found = re.match(r'"((?:[^"\\]|\\.)*)"=(.*)', line)
            if found:
                values[name, found.group(1).lower()] = decode(found.group(2))
    return values


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    hive, key, value = sys.argv[1:]
    values = values_below(hive, key)
    if (key.lower(), value.lower()) not in values:
        return 1
    print(values[key.lower(), value.lower()])
    return 0


if __name__ == "__main__":
    sys.exit(main())
