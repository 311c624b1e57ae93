#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_sbom.py - is it an SPDX 2.3 document, and does it say what is in the program?

usage: check_sbom.py SBOM.json EXE DEPENDENCIES

Which members a document, a package and a relationship must have, and in what form, is that of the
specification; no validator of it is among Debian's packages.
Source: https://spdx.github.io/spdx-spec/v2.3/
"""
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

DOCUMENT = {
    "spdxVersion": r"SPDX-2\.3", "dataLicense": r"CC0-1\.0", "SPDXID": "SPDXRef-DOCUMENT",
    "name": ".+", "documentNamespace": "[a-z]+:[^#]+",
}
PACKAGE = {
    "SPDXID": r"SPDXRef-[A-Za-z0-9.-]+", "name": ".+", "versionInfo": ".+",
    "downloadLocation": "NOASSERTION|NONE|[a-z+]+://.+",
    "licenseConcluded": ".+", "licenseDeclared": ".+", "copyrightText": ".+",
}
LICENCE = re.compile(r"(MIT|NOASSERTION|GPL-3\.0-or-later WITH GCC-exception-3\.1|LicenseRef-[A-Za-z0-9.-]+)")
# What every C program of mingw-w64 has inside, and what this one has beyond.
WANTED = {"goldprep", "libxml2", "cjson", "mingw-w64-x86-64-dev", "gcc-mingw-w64-x86-64-win32"}
# Texts that only these libraries have.
IN_THE_PROGRAM = {"libxml2": b"xmlSAX2", "cjson": b"null"}

wrong = []


def check(true, text):
    if not true:
        wrong.append(text)


def members(thing, wanted, where):
    for name, form in wanted.items():
        value = thing.get(name)
        check(isinstance(value, str) and re.fullmatch(form, value), f"{where}.{name}: {value!r}")


def check_package(one, licences):
    members(one, PACKAGE, one.get("name"))
    check(one.get("filesAnalyzed") is False, f"{one.get('name')}: files are not listed")
    for name in ("licenseConcluded", "licenseDeclared"):
        check(LICENCE.fullmatch(one.get(name, "")), f"{one['name']}.{name}: {one.get(name)}")
        if one.get(name, "").startswith("LicenseRef-"):
            check(one[name] in licences, f"{one[name]} is not explained")
    for reference in one.get("externalRefs", []):
        check(reference.get("referenceCategory") == "PACKAGE-MANAGER"
              and reference.get("referenceType") == "purl"
              and re.fullmatch(r"pkg:deb/debian/[^@]+@[^?]+(\?.*)?", reference.get("referenceLocator", "")),
              f"{one['name']}: {reference}")


def built_versions(dependencies):
    rows = [line.split("\t") for line in
            (Path(dependencies) / "sources.tsv").read_text(encoding="utf-8").splitlines()]
    found = {source: version for _, source, version, _ in rows}
    for name in ("mingw-w64-x86-64-dev", "gcc-mingw-w64-x86-64-win32"):
        found[name] = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name],
                                     capture_output=True, text=True, check=True).stdout
    return found


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    document = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    content = Path(sys.argv[2]).read_bytes()
    members(document, DOCUMENT, "document")
    created = document["creationInfo"]
    check(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", created["created"]), "created")
    check(all(re.match("(Tool|Person|Organization): ", one) for one in created["creators"]), "creators")
    licences = {one["licenseId"] for one in document["hasExtractedLicensingInfos"]
                if one.get("extractedText")}
    packages = {one["name"]: one for one in document["packages"]}
    for one in packages.values():
        check_package(one, licences)
    check(set(packages) == WANTED, f"packages: {sorted(packages)}")
    for name, version in built_versions(sys.argv[3]).items():
        check(packages[name]["versionInfo"] == version, f"{name}: not {version}")
    sums = {one["algorithm"]: one["checksumValue"] for one in packages["goldprep"]["checksums"]}
    check(sums.get("SHA256") == hashlib.sha256(content).hexdigest(), "the program's checksum")
    ids = {one["SPDXID"] for one in document["packages"]} | {"SPDXRef-DOCUMENT"}
    for one in document["relationships"]:
        check({one["spdxElementId"], one["relatedSpdxElement"]} <= ids, f"{one}")
    linked = {one["relatedSpdxElement"] for one in document["relationships"]
              if one["relationshipType"] == "STATIC_LINK"}
    check(linked == ids - {"SPDXRef-DOCUMENT", "SPDXRef-goldprep"}, "what is linked in")
    for name, text in IN_THE_PROGRAM.items():
        check(text in content, f"the program does not look as if {name} were inside")
    print("".join(f"WRONG  {text}\n" for text in wrong), end="")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
