#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""make_sbom.py - says in SPDX 2.3 what the program is made of, as it was really linked.

usage: make_sbom.py MAP SOURCES EXE VERSION OUTPUT.json

MAP is the linker's map of EXE. A library that has a part inside belongs to a package: one of SOURCES
(library, source package, version and licence of what agent/cmake/windows-deps.sh has built), or the
Debian package that owns the file. One that belongs to neither is an error.
Source: https://spdx.github.io/spdx-spec/v2.3/
"""
import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
import uuid
from pathlib import Path

NAMESPACE = uuid.UUID("b2d1c0f4-6a55-4e0b-9f5d-0c7e8a1b3d62")
# What Debian's packages declare of the parts that end up in a program.
LICENCES = {
    "mingw-w64-x86-64-dev": "LicenseRef-mingw-w64-runtime",
    "gcc-mingw-w64-x86-64": "GPL-3.0-or-later WITH GCC-exception-3.1",
}


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def linked_files(path):
    """Archives of which a member is inside, and start files, with their real paths."""
    text = Path(path).read_text(encoding="utf-8", errors="replace")
    head = text[:text.index("Memory Configuration")]
    found = set(re.findall(r"^(/\S+\.a)\(", head, re.MULTILINE))
    found |= set(re.findall(r"^LOAD (/\S+\.o)$", text, re.MULTILINE))
    return sorted({os.path.realpath(name) for name in found})


def debian_package(path):
    # Two builds of GCC share a folder by alternatives; the owner is asked of the file itself.
    owner = run("dpkg-query", "-S", path).split(":")[0].split(",")[0]
    version, source = run("dpkg-query", "-W", "-f", "${Version} ${source:Package}", owner).split()
    return owner, version, source


def licence_of(owner):
    for name, licence in LICENCES.items():
        if owner.startswith(name):
            return licence
    sys.exit(f"make_sbom.py: no licence is known of '{owner}'")


def package(name, version, licence, purl, comment):
    return {
        "SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name),
        "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False, "licenseConcluded": licence, "licenseDeclared": licence,
        "copyrightText": "NOASSERTION", "supplier": "Organization: Debian",
        "comment": comment,
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                          "referenceLocator": purl}],
    }


def libraries(files, sources):
    packages = {}
    for path in files:
        for library, source, version, licence in sources:
            if Path(path).name == library:
                packages[source] = package(
                    source, version, licence,
                    f"pkg:deb/debian/{source}@{version}?arch=source",
                    "Cross-built from Debian's source package, linked in: " + library)
                break
        else:
            owner, version, source = debian_package(path)
            inside = packages.setdefault(owner, package(
                owner, version, licence_of(owner),
                f"pkg:deb/debian/{owner}@{version}", f"From the source package {source}, linked in:"))
            inside["comment"] += " " + Path(path).name
    return [packages[name] for name in sorted(packages)]


def document(exe, version, inside, epoch):
    content = Path(exe).read_bytes()
    sums = [{"algorithm": name, "checksumValue": hashlib.new(name.lower(), content).hexdigest()}
            for name in ("SHA1", "SHA256")]
    program = {
        "SPDXID": "SPDXRef-goldprep", "name": "goldprep", "versionInfo": version,
        "packageFileName": "goldprep.exe", "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False, "licenseConcluded": "MIT", "licenseDeclared": "MIT",
        "copyrightText": "NOASSERTION", "supplier": "NOASSERTION", "checksums": sums,
        "primaryPackagePurpose": "APPLICATION",
    }
    unique = uuid.uuid5(NAMESPACE, sums[1]["checksumValue"])
    created = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc)
    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"goldprep-{version}",
        "documentNamespace": f"urn:uuid:{unique}",
        "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
                         "creators": [f"Tool: goldprep-make_sbom-{version}"]},
        "documentDescribes": ["SPDXRef-goldprep"],
        "packages": [program] + inside,
        "hasExtractedLicensingInfos": [{
            "licenseId": "LicenseRef-mingw-w64-runtime", "name": "MinGW-w64 runtime",
            "extractedText": "See THIRD-PARTY.txt of the portable zip: /usr/share/doc/"
                             "mingw-w64-x86-64-dev/copyright of Debian's package."}],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
             "relatedSpdxElement": "SPDXRef-goldprep"}] + [
            {"spdxElementId": "SPDXRef-goldprep", "relationshipType": "STATIC_LINK",
             "relatedSpdxElement": one["SPDXID"]} for one in inside],
    }


def main():
    if len(sys.argv) != 6 or "SOURCE_DATE_EPOCH" not in os.environ:
        sys.exit(__doc__)
    linker_map, sources, exe, version, output = sys.argv[1:]
    rows = [line.split("\t") for line in Path(sources).read_text(encoding="utf-8").splitlines()]
    inside = libraries(linked_files(linker_map), rows)
    made = document(exe, version, inside, int(os.environ["SOURCE_DATE_EPOCH"]))
    Path(output).write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
