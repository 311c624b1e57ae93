#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""diagnose_accuracy.py - what 'goldprep diagnose' says of labelled logs, against their labels.

usage: diagnose_accuracy.py GOLDPREP FOLDER

FOLDER has labels.tsv and the logs it names; its README.md says how a label is decided. The first line of
each log tells where it was found: it is taken off, and the file is called by a number, so that nothing
but the text decides. Exit code 1: fewer are right than wanted.
"""
import csv
import json
import os
import re
import subprocess
import sys
import tempfile


def normal(code):
    """0x0000nnnn and 0x8007nnnn are one."""
    value = int(code, 16)
    return value | 0x80070000 if value <= 0xFFFF else value


def diagnose(goldprep, path):
    done = subprocess.run([goldprep, "diagnose", "--json", path], capture_output=True, timeout=60)
    if done.returncode != 0:
        raise SystemExit(f"{path}: exit code {done.returncode}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def accepted(row):
    more = re.search(r"accept: (.*)$", row["why"])
    return [row["cause"]] + (more.group(1).split(", ") if more else [])


def is_item_right(row, cause):
    item = cause["item"] or "-"
    return item == row["item"] or (item == "-" and row["item"].startswith("<"))


def judge(row, told):
    cause = told["cause"]
    wanted = [] if row["codes"] == "-" else [normal(code) for code in row["codes"].split(",")]
    right = cause["id"] in accepted(row)
    # another cause that counts has an item and codes of its own, which no label tells
    other = right and cause["id"] != row["cause"]
    return {
        "cause": right,
        "item": other or is_item_right(row, cause),
        "codes": other or sorted(wanted) == sorted(normal(code) for code in cause["codes"]),
        "runs": row["runs"] == ("?" if told["runs"] is None else str(told["runs"])),
        "last_run": row["last_run"] == told["last_run"],
        "confidence": row["confidence"] == cause["confidence"],
    }


def main(goldprep, folder):
    with open(os.path.join(folder, "labels.tsv"), encoding="utf-8") as labels:
        rows = list(csv.DictReader(labels, delimiter="\t", quoting=csv.QUOTE_NONE))
    counts = {}
    both = 0
    print(f"{'file':<6} {'cause':<32} {'item':<6} {'codes':<6} {'runs':<6} last_run  confidence")
    with tempfile.TemporaryDirectory() as scratch:
        for number, row in enumerate(rows):
            path = os.path.join(scratch, f"log-{number}.txt")
            with open(os.path.join(folder, row["file"]), "rb") as log, open(path, "wb") as copy:
                copy.write(log.read().partition(b"\n")[2])
            told = diagnose(goldprep, path)
            right = judge(row, told)
            both += right["item"] and right["codes"]
            for name, value in right.items():
                counts[name] = counts.get(name, 0) + value
            word = {True: "yes", False: "NO"}
            cause = told["cause"]["id"] if right["cause"] else f"{told['cause']['id']}, not {row['cause']}"
            print(f"{row['file'][:5]:<6} {cause:<32} {word[right['item']]:<6} {word[right['codes']]:<6} "
                  f"{word[right['runs']]:<6} {word[right['last_run']]:<9} {word[right['confidence']]}")
            for name, said in (("item", told["cause"]["item"]), ("codes", told["cause"]["codes"]),
                               ("runs", told["runs"]), ("last_run", told["last_run"])):
                if not right[name]:
                    print(f"       {name}: {said}, not {row[name]}")
    total = len(rows)
    print(f"{total} logs: " + ", ".join(f"{name} {count}" for name, count in counts.items()) +
          f", item and codes {both}")
    # every cause, and item and codes of all but one in thirty
    return 0 if total and counts["cause"] == total and both >= total - max(1, total // 30) else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
