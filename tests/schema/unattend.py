# SPDX-License-Identifier: MIT
"""Findings of labelled answer files, and corrected copies held against the schema.

usage: unattend.py GOLDPREP SCHEMA FIXED (FOLDER LABELS) ...

Of each file: the findings are those of its label; the corrected copy differs from it only inside elements
that a finding which can be put right stands at; and the schema accepts the copy, or goldprep says of the
copy what the schema does not accept.
"""

import difflib
import json
import os
import re
import subprocess
import sys
import xml.parsers.expat

# What the schema does not accept, too. A namespace that is wrong inside a component it does not look at, and
# a prefix without one is a fault of another kind.
OF_SCHEMA = {
    "not-xml", "root-unknown", "element-unexpected", "attribute-unexpected", "pass-missing", "pass-unknown",
    "component-attribute-missing", "component-attribute-wrong",
}
EITHER = {"namespace-wrong", "prefix-undeclared"}
# An element that goes into a comment: ours ends before each comment inside, and begins again behind it.
HIDDEN = {"unattend.element-unexpected", "unattend.pass-missing", "unattend.pass-unknown",
          "unattend.component-attribute-missing"}
EXIT_UNMET = 3


def check(goldprep, path, profile, *options):
    """Runs goldprep. Returns its exit code and the findings."""
    command = [goldprep, "unattend", path, "--architecture", "amd64", "--json", *options]
    if profile != "-":
        command += ["--profile", profile]
    run = subprocess.run(command, capture_output=True, check=False)
    return run.returncode, json.loads(run.stdout)["files"][0]["findings"]


def written(findings):
    """As labels have it."""
    return " ".join("%s@%d:%d%s" % (f["id"].removeprefix("unattend."), f["line"], f["column"],
                                    "+" if f["fixable"] else "") for f in findings)


def ids(findings):
    return {f["id"].removeprefix("unattend.") for f in findings}


def element_lines(lines, line, column):
    """The lines of the element's tags: of its start tag and what follows when that is text alone, and the
    line of its end."""
    text = "\n".join(lines)
    begin = sum(len(l) + 1 for l in lines[:line - 1]) + column - 1
    match = re.compile(r'<([^\s/>]+)(?:"[^"]*"|\'[^\']*\'|[^>"\'])*>(?:[^<]*</\1\s*>)?').match(text, begin)
    end = match.end() if match else begin
    return set(range(line, line + text.count("\n", begin, end) + 1)) | {end_line(text, line, column)}


def end_line(text, line, column):
    parser, open_at, found = xml.parsers.expat.ParserCreate(), [], []

    def begin_element(_name, _attributes):
        open_at.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

    def end_element(_name):
        if open_at.pop() == (line, column):
            found.append(parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler = begin_element, end_element
    parser.Parse(text.encode(), True)
    return found[0] if found else line


def changed_lines(left, right):
    lines = set()
    for kind, begin, end, _, _ in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal":
            lines |= set(range(begin + 1, max(end, begin + 1) + 1))
    return lines


def may_change(lines, findings):
    allowed = set()
    for finding in findings:
        if not finding["fixable"]:
            continue
        allowed |= element_lines(lines, finding["line"], finding["column"])
        if finding["id"] in HIDDEN:
            last = max(element_lines(lines, finding["line"], finding["column"]))
            allowed |= {at for at in range(finding["line"], last + 1)
                        if "<!--" in lines[at - 1] or "-->" in lines[at - 1]}
        if finding["id"] == "unattend.prefix-undeclared":  # it is declared at the root
            root = next(i for i, l in enumerate(lines) if re.match(r"\s*<\w", l)) + 1
            allowed |= element_lines(lines, root, lines[root - 1].index("<") + 1)
    return allowed


def read_lines(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read().split("\n")


def is_valid(schema, path):
    return subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schema, path],
                          capture_output=True, check=False).returncode == 0


def judge(goldprep, schema, path, out, profile, label):
    """Returns (what stands in the table, faults)."""
    faults = []
    code, findings = check(goldprep, path, profile, "--fix", out)
    if written(findings) != label:
        faults.append("findings '%s', labelled '%s'" % (written(findings), label))
    if code != (EXIT_UNMET if any(f["severity"] != "note" for f in findings) else 0):
        faults.append("exit code %d" % code)
    if not os.path.exists(out):
        if "not-xml" not in ids(findings):
            faults.append("no copy was written")
        if is_valid(schema, path):
            faults.append("the schema accepts what is said to be no XML")
        return (len(findings), "-", "-", "no XML"), faults
    left, right = read_lines(path), read_lines(out)
    changed = changed_lines(left, right)
    if not changed <= may_change(left, findings):
        faults.append("lines %s differ without a finding" % sorted(changed - may_change(left, findings)))
    fixed = sum(f["fixable"] for f in findings)
    if bool(fixed) != bool(changed):
        faults.append("%d findings put right, %d lines changed" % (fixed, len(changed)))
    _, left_over = check(goldprep, out, profile)
    if any(f["fixable"] for f in left_over):
        faults.append("the copy can be corrected again")
    valid, said = is_valid(schema, out), bool(ids(left_over) & OF_SCHEMA)
    if valid == said and not ids(left_over) & EITHER:
        faults.append("the schema %s the copy, goldprep says '%s'" %
                      ("accepts" if valid else "refuses", written(left_over)))
    return (len(findings), fixed, len(changed), "valid" if valid else "told"), faults


def main():
    goldprep, schema, fixed_folder = sys.argv[1:4]
    os.makedirs(fixed_folder, exist_ok=True)
    totals = {"valid": 0, "told": 0, "no XML": 0}
    wrong = changed = count = 0
    print("%-46s %8s %5s %7s  %s" % ("file", "findings", "fixed", "changed", "copy"))
    for folder, labels in zip(sys.argv[4::2], sys.argv[5::2]):
        for line in open(labels, encoding="utf-8"):
            name, profile, label = line.rstrip("\n").split("\t")
            row, faults = judge(goldprep, schema, os.path.join(folder, name),
                                os.path.join(fixed_folder, name), profile, label)
            print("%-46s %8s %5s %7s  %s" % (name.removesuffix(".xml"), *row))
            for fault in faults:
                print("    WRONG: " + fault)
            wrong += bool(faults)
            count += 1
            totals[row[3]] += 1
            changed += row[2] if row[2] != "-" else 0
    print("%d answer files: %d as labelled, %d wrong; %d lines changed, all at findings" %
          (count, count - wrong, wrong, changed))
    print("corrected copies: %(valid)d are valid by the schema, %(told)d are not and goldprep says so, "
          "%(no XML)d are no XML and not written" % totals)
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
