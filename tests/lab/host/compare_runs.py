#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""compare_runs.py - have two runs left the same machine behind?

usage: compare_runs.py FOLDER OTHER

Compares the disk byte for byte, what sysprep and DISM leave in the registry, Windows RE's file, and
the manifest apart from times. Prints each difference and ends with 1 when there is one.
"""
import json
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # nothing is left in the source tree
from read_hive import values_below
from sparse import first_difference

KEYS = (
    r"SOFTWARE\LabGuest",
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing",
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\ReserveManager",
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\Setup",
    r"SYSTEM\Setup",
    r"SYSTEM\CurrentControlSet\Services",
)
FILES = ("System32/Recovery/ReAgent.xml", "System32/Sysprep/Sysprep_succeeded.tag",
         "Setup/State/State.ini")
# As people write them, and as the names of folders have them.
TIMES = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d[:-]\d\d[:-]\d\d(?:\.\d+)?Z?")


def without_times(value, name=""):
    if isinstance(value, dict):
        return {key: without_times(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [without_times(item) for item in value]
    if isinstance(value, str):
        return TIMES.sub("TIME", value)
    return "TIME" if name == "duration_ms" else value


def shortened(value):
    text = repr(value)
    return text if len(text) <= 300 else text[:300] + "..."


def differences(one, other, path=""):
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(set(one) | set(other)):
            yield from differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{path}[{index}]")
    elif one != other:
        yield f"manifest{path}: {shortened(one)} and {shortened(other)}"


def compare_manifests(one, other):
    read = [json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            for folder in (one, other)]
    yield from differences(*(without_times(document) for document in read))


def compare_disks(one, other):
    images = [folder / "disk.img" for folder in (one, other)]
    size = images[0].stat().st_size
    if images[1].stat().st_size != size:
        yield "the disks have different sizes"
        return
    where = first_difference(*images, 0, size)
    if where is not None:
        yield f"the disks differ at byte {where}"


def compare_registries(one, other):
    for key in KEYS:
        before, after = (values_below(folder / "guest/system.reg", key) for folder in (one, other))
        for name in sorted(set(before) | set(after)):
            if before.get(name) != after.get(name):
                yield f"{name}: {before.get(name)!r} and {after.get(name)!r}"


def find(folder, name):
    """The file as the guest finds it: upper and lower case do not count."""
    place = folder / "guest/drive_c/windows"
    for part in name.split("/"):
        matches = [child for child in place.iterdir() if child.name.lower() == part.lower()]
        if not matches:
            return None
        place = matches[0]
    return place.read_bytes()


def compare_files(one, other):
    for name in FILES:
        before, after = find(one, name), find(other, name)
        if before is None or before != after:
            yield f"the file '{name}' is not there or not the same"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    one, other = Path(sys.argv[1]), Path(sys.argv[2])
    found = [text for compare in (compare_manifests, compare_disks, compare_registries, compare_files)
             for text in compare(one, other)]
    print("".join(f"       {text}\n" for text in found), end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
