#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""judge.py - compares what a scenario left behind with what its recipe expects.

usage: judge.py FOLDER

The disk is judged by sgdisk and sfdisk, and byte for byte against the image from before. Prints one
line a check and ends with 1 when one of them is wrong.
"""
import json
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # nothing is left in the source tree
from sparse import SECTOR, first_difference

# A minute that the recipes allow sysprep, two in which ImageState may settle, and a slow machine.
GENERALIZE_LIMIT_S = 240

RECOVERY = {"DE94BBA4-06D1-4D40-A16A-BFD50179D6AC", "27"}


class Judge:
    """Counts what is wrong and says each check aloud."""

    def __init__(self):
        self.wrong = 0

    def check(self, holds, text, seen=""):
        print(f"{'ok   ' if holds else 'WRONG'}  {text}" + ("" if holds else f"; seen: {seen}"))
        self.wrong += 0 if holds else 1


def read_pairs(path, separator):
    pairs = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(separator)
        pairs.setdefault(key.strip(), []).append(value.strip())
    return pairs


def table(image):
    """The partition table as sfdisk sees it: its style, and its rows without the device node."""
    answer = subprocess.run(["sfdisk", "--json", str(image)], check=True, capture_output=True,
                            text=True)
    seen = json.loads(answer.stdout)["partitiontable"]
    return seen["label"], [{key: value for key, value in row.items() if key != "node"}
                           for row in seen["partitions"]]


def is_recovery(row):
    return row["type"].upper() in RECOVERY


def judge_bytes(judge, before, after, row, may_grow):
    offset, length = row["start"] * SECTOR, row["size"] * SECTOR
    # A volume that grows tells its new size in its first sector; its copy moves to the new end.
    ignored = {offset, offset + length - SECTOR} if may_grow else set()
    where = first_difference(before, after, offset, length, ignored)
    judge.check(where is None, f"bytes of the partition at sector {row['start']} are as before",
                f"a difference at byte {where}")


def judge_disk(judge, folder, expected):
    before, after = folder / "disk.before.img", folder / "disk.img"
    _, old = table(before)
    style, new = table(after)
    system_offset = int(read_pairs(folder / "disk.values", "=")["SYSTEM_OFFSET"][0]) // SECTOR
    if style == "gpt":
        said = subprocess.run(["sgdisk", "--verify", str(after)], capture_output=True, text=True,
                              check=False).stdout
        judge.check("No problems found" in said, "sgdisk finds no problem on the disk", said)

    recovery = "there" if any(is_recovery(row) for row in new) else "none"
    judge.check(recovery == expected["recovery"], f"recovery partition: {expected['recovery']}",
                recovery)
    by_start = {row["start"]: row for row in new}
    known = {row["start"] for row in old}
    judge.check(set(by_start) <= known, "there is no new partition", sorted(by_start))
    for row in old:
        now = by_start.get(row["start"])
        if is_recovery(row) and now is None:
            continue
        if row["start"] == system_offset:
            judge_windows(judge, row, now, old, expected["windows"])
        else:
            judge.check(now == row, f"the partition at sector {row['start']} is as before", now)
        judge_bytes(judge, before, after, row, row["start"] == system_offset)


def judge_windows(judge, row, now, old, wanted):
    fixed = [key for key in row if key != "size"]
    judge.check(now is not None and all(now.get(key) == row[key] for key in fixed),
                "the Windows partition is as before but for its size", now)
    size = now["size"] if now else 0
    if wanted == "same":
        judge.check(size == row["size"], "the Windows partition has the size it had", size)
        return
    end = row["start"] + row["size"]
    behind = [other for other in old if other["start"] >= end and is_recovery(other)]
    new_end = behind[0]["start"] + behind[0]["size"] if behind else end
    judge.check(row["start"] + size == new_end and behind,
                f"the Windows partition ends where recovery ended, at sector {new_end}",
                row["start"] + size)


def judge_untouched(judge, folder, expected):
    """Nobody has prepared this guest: looking at it has changed nothing."""
    before, after = folder / "disk.before.img", folder / "disk.img"
    where = first_difference(before, after, 0, before.stat().st_size, set())
    judge.check(where is None, "the disk is as before", f"a difference at byte {where}")
    state = (folder / "image-state").read_text(encoding="utf-8").strip()
    wanted = expected["state_before"]
    judge.check(state == wanted, f"ImageState is {wanted}", state)
    judge.check(not (folder / "power-off").exists(), "switched off: no", "yes")


def judge_ids(judge, document, verdict, key, expected):
    """Of several profiles, an id counts when one of them says so."""
    findings = json.loads(document.read_text(encoding="utf-8"))
    profiles = findings.get("profiles", [findings])
    seen = sorted({row["id"] for profile in profiles for row in profile["findings"]
                   if row["verdict"] == verdict})
    wanted = sorted(set(expected[key].split()))
    missing = " ".join(sorted(set(wanted) - set(seen)))
    more = " ".join(sorted(set(seen) - set(wanted)))
    judge.check(seen == wanted, f"{key}: {expected[key] or 'nothing'}",
                f"missing: {missing or 'nothing'}; more: {more or 'nothing'}")


def judge_findings(judge, folder, expected):
    for verdict in ("unmet", "unknown"):
        judge_ids(judge, folder / "assess.json", verdict, verdict, expected)
        if f"{verdict}_all" in expected:
            judge_ids(judge, folder / "assess-all.json", verdict, f"{verdict}_all", expected)


def judge_codes(judge, folder, expected, names):
    seen = {}
    for line in (folder / "exit-codes").read_text(encoding="utf-8").splitlines():
        name, code = line.split()
        seen.setdefault("prepare" if name == "resume" else name, []).append(code)
    for name in names:
        codes = " ".join(seen.get(name, []))
        judge.check(codes == expected[name], f"{name} ends with {expected[name]}", codes)


def judge_runs(judge, folder, expected):
    judge_codes(judge, folder, expected, ("assess", "prepare"))
    state = (folder / "image-state").read_text(encoding="utf-8").strip()
    judge.check(state == expected["image_state"], f"ImageState is {expected['image_state']}", state)
    off = "yes" if (folder / "power-off").exists() else "no"
    judge.check(off == expected["power_off"], f"switched off: {expected['power_off']}", off)
    ready = "yes" if (folder / "manifest.json").exists() else "no"
    wanted = "yes" if expected["prepare"].endswith("0") and expected["power_off"] == "yes" else "no"
    judge.check(ready == wanted, f"there is a manifest: {wanted}", ready)


def judge_diagnosis(judge, folder, expected):
    """The guest's own diagnosis of what sysprep has left."""
    if expected["cause"] == "-":
        judge.check(not list((folder / "panther").iterdir()), "sysprep has left no log")
        return
    seen = json.loads((folder / "diagnosis.json").read_text(encoding="utf-8"))
    cause = seen["cause"]
    judge.check(cause["id"] == expected["cause"], f"cause: {expected['cause']}", cause["id"])
    item = cause["item"] or "-"
    judge.check(item == expected["item"], f"item: {expected['item']}", item)
    codes = ",".join(cause["codes"]) or "-"
    judge.check(codes == expected["codes"], f"codes: {expected['codes']}", codes)
    judge.check(seen["remedy"], "there is a remedy")


def judge_updaters(judge, folder):
    """Held while sysprep ran, and again as they were."""
    log = (folder / "standins.log").read_text(encoding="utf-8")
    held = [line for line in log.splitlines() if " has start type " in line]
    judge.check(held and all(line.endswith(" 4") for line in held),
                "the updaters were disabled while sysprep ran", held)


def judge_kept(judge, folder):
    """The logs as sysprep left them, in a dated folder of the state folder."""
    logs = sorted(path for path in (folder / "panther").iterdir())
    kept = sorted(folder.glob("panther-2*-after"))
    judge.check(len(kept) == 1 or not logs, "there is one dated copy of Panther",
                [path.name for path in kept])
    for path in logs if kept else []:
        copy = kept[0] / "sysprep" / path.name
        judge.check(copy.exists() and copy.read_bytes() == path.read_bytes(),
                    f"it has {path.name} as it is")


def judge_said(judge, folder, expected):
    """generalize itself gives the cause, or the state that is left, and what to do."""
    console = (folder / "console.txt").read_text(encoding="utf-8", errors="replace")
    said = console.partition("== Why ==")[0]
    told = expected["told"]
    judge.check(f"cause: {told}, " in said, f"generalize tells {told}",
                [line for line in said.splitlines() if "cause: " in line])
    judge.check("remedy: " in said, "and what to do")


def judge_generalize(judge, folder, expected):
    judge_codes(judge, folder, expected, ("generalize",))
    state = (folder / "image-state").read_text(encoding="utf-8").strip()
    judge.check(state == expected["image_state"], f"ImageState is {expected['image_state']}", state)
    judge.check(not (folder / "power-off").exists(), "switched off: no", "yes")
    judge.check(not (folder / "manifest.json").exists(), "there is no manifest")
    seconds = int((folder / "seconds").read_text(encoding="utf-8"))
    judge.check(seconds <= GENERALIZE_LIMIT_S, f"it ends within {GENERALIZE_LIMIT_S} s", seconds)
    judge_diagnosis(judge, folder, expected)
    before, after = ((folder / f"services.{when}").read_text(encoding="utf-8")
                     for when in ("before", "after"))
    judge.check(before and before == after, "every service starts as it did before",
                sorted(set(before.splitlines()) ^ set(after.splitlines())))
    judge_updaters(judge, folder)
    judge_kept(judge, folder)
    judge_said(judge, folder, expected)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    expected = {key: values[0] for key, values in read_pairs(folder / "expected", "=").items()}
    judge = Judge()
    if expected["only"] == "generalize":
        judge_generalize(judge, folder, expected)
    elif expected["only"] == "assess":
        judge_codes(judge, folder, expected, ("assess",))
        judge_findings(judge, folder, expected)
        judge_untouched(judge, folder, expected)
    else:
        judge_runs(judge, folder, expected)
        judge_findings(judge, folder, expected)
        judge_disk(judge, folder, expected)
    print(f"\n{folder.name}: " + ("as expected" if judge.wrong == 0 else f"{judge.wrong} wrong"))
    return 1 if judge.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
