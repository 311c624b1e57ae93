#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""compare_runs.py - have two runs left the same machine behind?

usage: compare_runs.py [--interrupted | --anew] FOLDER OTHER

Compares the disk byte for byte, what sysprep and DISM leave in the registry, Windows RE's file, and
the manifest apart from times. Prints each difference and ends with 1 when there is one.

--interrupted: OTHER was disturbed inside an action. Then what the manifest tells of the way there may
differ, and no change may have been made more often than in FOLDER, whoever of the stand-ins made it.
--anew: OTHER was disturbed, failed, and another run made the rest: of its manifest, the disk's layout and
the proof of the seal are compared.
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
# What the stand-ins count: each change that they have made.
COUNTERS = ("changes", "disabled", "deleted", "resized", "decryptions", "removed", "generalized")
# How the fault itself was set, and how often sysprep was started: before it begins it may die.
FAULT_KEYS = (r"software\labguest\fault", r"system\currentcontrolset\services\labdisk\parameters")
STARTS = (r"software\labguest\sysprep", "runs")
# What Wine's service manager adds when a service's configuration is changed.
ADDED = ("objectname", "preshutdowntimeout")
# What an action tells of its way.
WAY = ("details", "report", "before", "restarts")
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


def without_the_way(document, how):
    document.pop("digest")  # it has the times in it
    if how == "--anew":
        return {name: document[name] for name in ("layout_after", "sysprep")}
    if how:
        document["facts"]["facts"].pop("sysprep.panther_logs")  # of a sysprep that was cut off
        for action in document["actions"]:
            for member in WAY:
                action.pop(member, None)
    return document


def compare_manifests(one, other, interrupted):
    read = [without_the_way(json.loads((folder / "manifest.json").read_text(encoding="utf-8")),
                            interrupted) for folder in (one, other)]
    yield from differences(*(without_times(document) for document in read))


def compare_disks(one, other, _):
    images = [folder / "disk.img" for folder in (one, other)]
    size = images[0].stat().st_size
    if images[1].stat().st_size != size:
        yield "the disks have different sizes"
        return
    where = first_difference(*images, 0, size)
    if where is not None:
        yield f"the disks differ at byte {where}"


def is_of_the_fault(place):
    key, name = place
    return (key in FAULT_KEYS or place == STARTS or name in ADDED or
            key.startswith("software\\labguest") and name in COUNTERS)


def compare_counters(one, other):
    counts = []
    for folder in (one, other):
        values = values_below(folder / "guest/system.reg", r"SOFTWARE\LabGuest")
        counts.append({counter: sum(int(value, 0) for (_, name), value in values.items()
                                    if name == counter) for counter in COUNTERS})
    for counter in COUNTERS:
        if counts[1][counter] > counts[0][counter]:
            yield f"'{counter}' {counts[1][counter]} times, not {counts[0][counter]}"


def compare_registries(one, other, interrupted):
    if interrupted:
        yield from compare_counters(one, other)
    for key in KEYS:
        before, after = (values_below(folder / "guest/system.reg", key) for folder in (one, other))
        for name in sorted(set(before) | set(after)):
            if interrupted and is_of_the_fault(name):
                continue
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


def compare_files(one, other, _):
    for name in FILES:
        before, after = find(one, name), find(other, name)
        if before is None or before != after:
            yield f"the file '{name}' is not there or not the same"


def main():
    words = sys.argv[1:]
    interrupted = words[0] if words[:1] in (["--interrupted"], ["--anew"]) else ""
    if len(words) != 2 + bool(interrupted):
        sys.exit(__doc__)
    one, other = (Path(word) for word in words[-2:])
    found = [text for compare in (compare_manifests, compare_disks, compare_registries, compare_files)
             for text in compare(one, other, interrupted)]
    print("".join(f"       {text}\n" for text in found), end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
