#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""judge_powershell.py - takes every PowerShell script apart into tokens, and looks at each.

usage: judge_powershell.py FOLDER      of targets.py and render_targets: NAME/powershell.ps1

Held against the language's own rules (about_Quoting_Rules, about_Special_Characters): only ASCII, only
single-quoted literals, every bracket closed, nothing that is evaluated twice. Cmdlets and their
parameters are held against cmdlets.tsv, which says what the reference pages list. What a target says
must be there as it was said, in a literal or in the JSON of one.
"""
import json
import os
import re
import sys

from targets import DIGEST

TOKEN = re.compile(r"""
    (?P<blank>[ \t]+|\r?\n)
  | (?P<comment>\#[^\n]*)
  | (?P<literal>'(?:[^']|'')*')
  | (?P<variable>\$[A-Za-z_][A-Za-z0-9_]*|\$\{[A-Za-z0-9_]+\}|\$_)
  | (?P<splat>@[A-Za-z]+)
  | (?P<open>@\{|@\(|\(|\{|\[)
  | (?P<close>\)|\}|\])
  | (?P<parameter>-[A-Za-z][A-Za-z0-9]*)
  | (?P<number>0x[0-9A-Fa-f]+|\d+(?:\.\d+)?)
  | (?P<word>--[a-z-]+|[A-Za-z][A-Za-z0-9_.]*(?:-[A-Za-z][A-Za-z0-9]*)?)
  | (?P<operator>::|[=+*/%,;|&.<>!?:-])
""", re.VERBOSE)

# An error that nobody hears of, such as one that is taken for "not there".
HIDES = {"silentlycontinue", "ignore"}

# Words that would evaluate a text, or fetch one to be evaluated.
EVALUATES = {"iex", "invoke-expression", "icm", "invoke-command", "add-type", "invoke-webrequest",
             "start-process", "scriptblock", "convertfrom-stringdata", "get-content"}


class Wrong(Exception):
    pass


def tokens(text):
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise Wrong("line %d: no token begins with %r" % (text.count("\n", 0, at) + 1, text[at:at + 30]))
        at = match.end()
        if match.lastgroup != "blank":
            yield match.lastgroup, match.group(), text.count("\n", 0, match.start()) + 1


def check_brackets(found):
    pairs, stack = {")": "(", "}": "{", "]": "["}, []
    for kind, word, line in found:
        if kind == "open":
            stack.append((word[-1], line))
        elif kind == "close":
            if not stack or stack.pop()[0] != pairs[word]:
                raise Wrong("line %d: '%s' closes nothing" % (line, word))
    if stack:
        raise Wrong("line %d: '%s' is not closed" % (stack[-1][1], stack[-1][0]))


def literal(word):
    return word[1:-1].replace("''", "'")


def texts(found):
    """What sums of literals and characters come to."""
    value, at = None, 0
    while at < len(found):
        kind, word, _ = found[at]
        if kind == "literal":
            value = (value or "") + literal(word)
        elif value is not None and word == "+":
            pass
        elif value is not None and word == "[" and found[at + 1][1] == "char":
            number = next(index for index in range(at, at + 7) if found[index][0] == "number")
            value += chr(int(found[number][1], 16))
            at = number + (1 if found[number + 1][1] == ")" and found[at + 3][1] == "::" else 0)
        elif value is not None:
            yield value
            value = None
        at += 1


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, child in value.items():
            yield name
            yield from strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from strings(child)


def said(found):
    whole = set(texts(found))
    for text in list(whole):
        if text.startswith("{"):
            try:
                whole.update(strings(json.loads(text)))
            except ValueError:
                pass  # a part of JSON, before a variable
    return whole


def read_cmdlets():
    known = {}
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "cmdlets.tsv"), encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                name, parameters, _ = line.rstrip("\n").split("\t")
                known[name.lower()] = {word.lower() for word in parameters.split()}
    return known


def own_functions(text):
    """Functions of the script itself, with their parameters."""
    found = re.findall(r"^function ([A-Za-z-]+) \{\n    param\((.*?)\)\n", text, re.MULTILINE)
    return {name.lower(): {word.lower() for word in re.findall(r"\$([A-Za-z]+)", parameters)}
            for name, parameters in found}


def check_commands(found, known):
    """Each cmdlet is known, and so is each parameter behind it, and each name of a table that is splatted."""
    tables, count = {}, 0
    for at, (kind, word, line) in enumerate(found):
        if kind == "variable" and [token[1] for token in found[at + 1:at + 3]] == ["=", "@{"]:
            tables[word[1:]] = table_names(found, at + 3)
        if kind == "word" and word.lower() in EVALUATES:
            raise Wrong("line %d: '%s' evaluates a text" % (line, word))
        if kind == "word" and word.lower() in HIDES:
            raise Wrong("line %d: '%s' hides an error" % (line, word))
        if not (kind == "word" and re.fullmatch(r"[A-Z][a-z]+-[A-Za-z0-9]+", word)):
            continue
        count += 1
        if word.lower() not in known:
            raise Wrong("line %d: cmdlet '%s' is not known" % (line, word))
        for name in parameters_behind(found, at + 1, line, tables):
            if name.lower() not in known[word.lower()]:
                raise Wrong("line %d: %s has no parameter '%s'" % (line, word, name))
    return count


def table_names(found, at):
    names, depth = [], 1
    while depth:
        kind, word, _ = found[at]
        depth += {"open": 1, "close": -1}.get(kind, 0)
        if depth == 1 and found[at + 1][1] == "=" and kind in ("word", "literal"):
            names.append(word)
        at += 1
    return names


def parameters_behind(found, at, line, tables):
    depth = 0
    while at < len(found):
        kind, word, here = found[at]
        if depth == 0 and (here != line or kind == "close" or word in ("|", ";")):
            return
        depth += {"open": 1, "close": -1}.get(kind, 0)
        if depth == 0 and kind == "parameter":
            yield word[1:]
        if depth == 0 and kind == "splat":
            yield from tables[word[1:]]
        line = here if depth > 0 else line
        at += 1


def check_calls(found):
    for at, (_, word, line) in enumerate(found):
        if word == "&" and found[at + 1][1] != "azcopy":
            raise Wrong("line %d: '&' calls something else than azcopy" % line)


def judge(text, target, known):
    if not text.isascii():
        raise Wrong("not ASCII")
    for odd in ('"', "`"):
        outside = re.sub(r"'(?:[^']|'')*'", "''", re.sub(r"(?m)^#.*$", "", text))
        if odd in outside:
            raise Wrong("a %s stands outside of a literal" % odd)
    found = list(tokens(text))
    check_brackets(found)
    check_calls(found)
    code = [token for token in found if token[0] != "comment"]
    count = check_commands(code, {**known, **own_functions(text)})
    words = [word for _, word, _ in code]
    if "Read-Host" in words and words.index("Read-Host") > words.index("$id", words.index("Set-AzContext")):
        raise Wrong("a password is asked for when something has been made already")
    if words and "Set-AzContext" in words and words[words.index("Set-AzContext"):][3:5] != ["-Scope", "Process"]:
        raise Wrong("the context of other consoles is changed")
    there = said(code)
    wanted = [target["gallery"].get("description"), target["definition"].get("description"),
              target["definition"].get("eula"), *target["gallery"].get("tags", {}).values()]
    source = target.get("version", {}).get("source", {})
    if source.get("kind") == "vhd" and "upload" in source:
        wanted += ["goldprep_manifest", DIGEST]
    for value in wanted:
        if value is not None and value not in there:
            raise Wrong("%r is not said" % value)
    return len(found), count


BAD = {
    "a literal that ends early": "$x = 'a'b'\n",
    "an expandable text": "$x = \"$(whoami)\"\n",
    "a here-string": "$x = @'\nx\n'@\n",
    "a bracket left open": "if ($x) {\n",
    "a backtick": "Get-AzGallery `\n  -Name 'x'\n",
    "a cmdlet that is not known": "Get-AzNothing -Name 'x'\n",
    "a parameter that is not known": "New-AzGallery -Nmae 'x'\n",
    "a table with a name that is not known": "$a = @{\n    Nmae = 'x'\n}\nNew-AzGallery @a\n",
    "a text that is evaluated": "Invoke-Expression 'x'\n",
    "a call": "& 'x'\n",
    "a curly quote": "$x = '\u2019'\n",
    "a subexpression": "$x = $('a')\n",
}


def main(folder):
    known, wrong, count, cmdlets = read_cmdlets(), 0, 0, 0
    empty = {"gallery": {}, "definition": {}}
    for name, text in BAD.items():
        try:
            judge(text, empty, known)
            print("WRONG: %s was taken" % name)
            wrong += 1
        except Wrong:
            pass
    names = sorted(name for name in os.listdir(folder) if os.path.exists(os.path.join(folder, name, "powershell.ps1")))
    for name in names:
        with open(os.path.join(folder, name, "powershell.ps1"), encoding="utf-8") as file:
            text = file.read()
        with open(os.path.join(folder, name, "target.json"), encoding="utf-8") as file:
            target = json.load(file)
        try:
            found = judge(text, target, known)
            count, cmdlets = count + found[0], cmdlets + found[1]
        except Wrong as told:
            print("WRONG %s: %s" % (name, told))
            wrong += 1
    print("%d scripts with %d tokens and %d calls of cmdlets, %d bad samples; %d wrong" %
          (len(names), count, cmdlets, len(BAD), wrong))
    return 1 if wrong or len(names) < 40 else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
