#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""questions.py - writes a script for cmd.exe that asks what a recording asked, a tool a question.

usage: questions.py RECORDING > questions.cmd

Registry questions become `reg query`, files and folders `dir`, services `sc query`, WMI `wmic`. What no
tool of Windows can be asked on a line (disks, TPM, tokens) is left out. Prints the count to stderr.
"""
import json
import sys


def quoted(text):
    return '"' + text.replace("%", "%%").replace('"', "") + '"'


def key_of(key):
    return quoted(key if key.startswith("HKU\\") else "HKLM\\" + key)


def line_of(entry):
    ask, of = entry.get("ask", ""), entry.get("of", [])
    if ask in ("reg_read_u32", "reg_read_text", "reg_read_texts", "reg_read_bytes", "reg_has_value"):
        return f"reg query {key_of(of[0])} " + (f"/v {quoted(of[1])}" if of[1] else "/ve")
    if ask in ("reg_has_key", "reg_list_keys", "reg_list_values"):
        return f"reg query {key_of(of[0])}"
    if ask in ("file_read", "file_stat", "file_list"):
        return f"dir {quoted(of[0])}"
    if ask == "list" and of[0] == "services":
        return "sc query type= all state= all"
    if ask == "wmi":
        return f"wmic path {of[1]} get /value"
    return None


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = [line_of(json.loads(line)) for line in file]
    asked = [line for line in lines if line]
    print("@echo off", end="\r\n")
    for line in asked:
        print(f"{line} >nul 2>&1", end="\r\n")
    print(len(asked), file=sys.stderr)


if __name__ == "__main__":
    main()
