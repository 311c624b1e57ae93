#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""traces.py - what of a guest is another one than before: every key, value and file of it.

usage: traces.py take GUEST OUT.json                 of a guest that is stopped
       traces.py compare BEFORE.json AFTER.json ALLOWED

ALLOWED has a regular expression a line, which says what may differ, and comments (#). Prints each
difference that none of them is for, and each of them that nothing was found for: a list that names
what no longer happens would hide what comes later. Ends with 1 when there is either.
"""
import hashlib
import json
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # nothing is left in the source tree
from read_hive import sections

HIVES = ("system", "user", "userdef")


def registry(prefix):
    found = {}
    for hive in HIVES:
        text = (prefix / f"{hive}.reg").read_text(encoding="utf-8", errors="replace")
        for key, lines in sections(text):
            place = f"registry {hive}\\{key.lower()}"
            found[place] = "key"
            for line in join_lines(lines):
                name, equals, data = split_value(line)
                if equals:
                    found[f"{place}: {name.lower()}"] = data
    return found


def join_lines(lines):
    """Long values go on behind a backslash."""
    whole = ""
    for line in lines:
        if line.endswith("\\") and not line.endswith("\\\\\""):
            whole += line[:-1].rstrip() if not whole else line[:-1].strip()
            continue
        yield whole + (line.strip() if whole else line)
        whole = ""


def split_value(line):
    if line.startswith("@="):
        return "(default)", "=", line[2:]
    match = re.match(r'"((?:[^"\\]|\\.)*)"(=)(.*)', line)
    return match.groups() if match else ("", "", "")


def digest(path):
    # The guest's disk is one of its files, and compared by whoever has to do with disks.
    if path.suffix == ".img":
        return "disk"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files(drive):
    found = {}
    for path in sorted(drive.rglob("*")):
        name = "file " + str(path.relative_to(drive)).lower()
        if path.is_dir():
            found[name] = "folder"
        elif path.is_file():
            found[name] = digest(path)
    return found


def take(guest):
    prefix = Path(guest) / "guest"
    return {**registry(prefix), **files(prefix / "drive_c")}


def differences(before, after):
    for name in sorted(set(before) | set(after)):
        if name not in after:
            yield f"{name} is gone"
        elif name not in before:
            yield f"{name} is new"
        elif before[name] != after[name]:
            yield f"{name} is another one"


def patterns(path):
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield re.compile(line)


def compare(before, after, allowed):
    unused = {pattern.pattern for pattern in allowed}
    wrong = []
    for text in differences(before, after):
        fits = [pattern.pattern for pattern in allowed if pattern.fullmatch(text)]
        unused -= set(fits)
        if not fits:
            wrong.append(text)
    return wrong + [f"nothing differs as '{pattern}' says" for pattern in sorted(unused)]


def main():
    words = sys.argv[1:]
    if len(words) == 3 and words[0] == "take":
        Path(words[2]).write_text(json.dumps(take(words[1])), encoding="utf-8")
        return 0
    if len(words) == 4 and words[0] == "compare":
        before, after = (json.loads(Path(name).read_text(encoding="utf-8")) for name in words[1:3])
        wrong = compare(before, after, list(patterns(words[3])))
        print("".join(f"       {text}\n" for text in wrong), end="")
        return 1 if wrong else 0
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main())
