#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""make_msi.py - builds the MSI with wixl, the same to the bit from the same files.

usage: make_msi.py EXE ICON VERSION OUTPUT.msi

Product and package code are made of what goes in: another program is another product, the same one is
the same package. SOURCE_DATE_EPOCH is the time of everything inside.
Source: https://learn.microsoft.com/windows/win32/msi/package-codes
        https://learn.microsoft.com/windows/win32/msi/summary-information-stream-property-set
"""
import hashlib
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMESPACE = uuid.UUID("3a0f5b7e-95d8-4c6b-8a6c-1e4d7b2f9c05")
SECONDS_1601_TO_1970 = 11644473600
VT_FILETIME = 64
# A time from the year 2000 on, until 2057.
WRITTEN_TIME = rb"\x40\0\0\0.{6}[\xbf-\xff]\x01"


def run(*words, cwd):
    # The cabinet's times are local ones.
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False,
                          env={**os.environ, "TZ": "UTC"})
    if done.returncode != 0 or done.stderr.strip():
        sys.exit(f"make_msi.py: {words[0]} failed:\n{done.stdout}{done.stderr}")


def code_of(kind, version, folder):
    digest = hashlib.sha256(f"{kind} {version}".encode())
    for path in sorted(folder.glob("goldprep.*")) + [HERE / "product.wxs", HERE / "tables.sql"]:
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return str(uuid.uuid5(NAMESPACE, digest.hexdigest())).upper()


def queries(version):
    for line in (HERE / "tables.sql").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.replace("@VERSION@", version)


def replace(data, pattern, new, count):
    """All of it in place, and exactly so many: a file of another form is not touched."""
    found = list(re.finditer(pattern, data, re.DOTALL))
    if len(found) != count:
        sys.exit(f"make_msi.py: {len(found)} places instead of {count} for {pattern!r}")
    for match in found:
        data[match.start():match.end()] = new
    return data


def settle(path, package, epoch):
    """wixl writes the time of day and a random package code into the summary information."""
    data = bytearray(path.read_bytes())
    time = struct.pack("<Q", (epoch + SECONDS_1601_TO_1970) * 10**7)
    random = re.search(rb"\{[0-9A-F-]{36}\}(?=\0)", data)
    kind = struct.pack("<I", VT_FILETIME)
    if not random:
        sys.exit("make_msi.py: no package code in the summary information")
    replace(data, re.escape(random.group()), b"{%s}" % package.encode(), 1)
    replace(data, WRITTEN_TIME, kind + time, 2)
    path.write_bytes(data)


def main():
    if len(sys.argv) != 5 or "SOURCE_DATE_EPOCH" not in os.environ:
        sys.exit(__doc__)
    exe, icon, version, output = sys.argv[1:]
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    with tempfile.TemporaryDirectory() as name:
        stage = Path(name)
        shutil.copyfile(exe, stage / "goldprep.exe")
        shutil.copyfile(icon, stage / "goldprep.ico")
        run(str(HERE / "make_shortcut.py"), "goldprep.lnk", cwd=stage)
        for path in stage.iterdir():
            os.utime(path, (epoch, epoch))
            path.chmod(0o644)
        product, package = (code_of(kind, version, stage) for kind in ("product", "package"))
        run("wixl", "--arch", "x64", "-D", "Wixl", "-D", f"Version={version}",
            "-D", f"ProductCode={product}", "-o", "made.msi", str(HERE / "product.wxs"), cwd=stage)
        run("msibuild", "made.msi", *(word for query in queries(version) for word in ("-q", query)),
            cwd=stage)
        settle(stage / "made.msi", package, epoch)
        shutil.copyfile(stage / "made.msi", output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
