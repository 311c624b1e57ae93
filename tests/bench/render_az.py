#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""render_az.py - runs rendered az scripts with the real Azure CLI against the stand-in, twice each.

usage: render_az.py RENDER_TARGETS [NAME...]

The first run must do what the REST rendering of the same target lists, and nothing else; the second must
change nothing. Every request that changes something was held against Azure's published schemas by the
stand-in, which refuses what does not fit.
"""
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
UPLOAD = os.path.join(HERE, "..", "upload")
sys.path.insert(0, UPLOAD)
from targets import (BASE, CENTER, COMMUNITY, DIRECT, GOLDEN, HOSTILE, MACHINE, OBJECT, OTHER, PLAN, SUBSCRIPTION, merged,  # noqa: E402
                     source, upload)

GALLERY = "/subscriptions/%s/resourceGroups/images/providers/Microsoft.Compute/galleries/contoso.images" % SUBSCRIPTION
CENTERS = "/subscriptions/%s/resourceGroups/images/providers/Microsoft.DevCenter/devcenters/contoso-dc" % SUBSCRIPTION
PLANS = "/subscriptions/%s/resourceGroups/images/providers/Microsoft.LabServices/labPlans/contoso-labs" % SUBSCRIPTION
IMAGES = {"/subscriptions/%s/resourceGroups/images" % SUBSCRIPTION: {"location": "westeurope"}}
SOURCES = {"/subscriptions/%s/resourceGroups/sources" % SUBSCRIPTION: {"location": "westeurope"}}
DEV_CENTER = {CENTERS: {"location": "westeurope", "properties": {}}}
LAB_PLAN = {PLANS: {"location": "westeurope", "properties": {"allowedRegions": ["westeurope"]}}}

DEV_BOX = CENTERS + "/devboxdefinitions/win11-dev"
BOXED = CENTERS + "/galleries/contoso.images/images/win11-dev/versions/"
IMAGE = GALLERY + "/images/old"
READER = "/subscriptions/%s/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7" % SUBSCRIPTION
IDENTITY = "/subscriptions/%s/resourceGroups/images/providers/Microsoft.ManagedIdentity/userAssignedIdentities/dc-identity" % SUBSCRIPTION
KEPT = IDENTITY.replace("images", "sources")
BOTH = "SystemAssigned, UserAssigned"

# A name, the target, what is there from the start, and what is there at the end, each of its members.
ROWS = {
    "dev-box-from-a-sealed-disk": (merged(DIRECT, {
        "gallery": {"description": "Golden images", "tags": {"owner": "imaging"}},
        "version": {"source": {"upload": upload()}, "end_of_life": "2038-01-01", "storage_type": "Standard_LRS",
                    "regions": [{"name": "West Europe", "replicas": 2, "storage_type": "Standard_ZRS"},
                                {"name": "northeurope", "replicas": 1}]},
        "sharing": {"add": {"subscriptions": [OTHER], "tenants": [OTHER, OBJECT]},
                    "assignments": [{"role": "Reader", "kind": "user", "email": "ada@contoso.example"}]},
        "consumers": {"dev_center": merged(CENTER, {
            "identity": {"kind": "user-assigned", "name": "dc-identity"},
            "definition": {"name": "win11-dev", "sku": "general_i_8c32gb256ssd_v2"}}),
            "windows365": {"managed_image": "win11-dev-1.2.3"},
            "virtual_machines": [MACHINE], "scale_sets": [merged(MACHINE, {"name": "dev-set", "instances": 2})]}}),
        {**IMAGES, **SOURCES, **DEV_CENTER}),
    "community": (merged(COMMUNITY, {"sharing": {"enable_community": True}, "definition": {
        "description": HOSTILE["quotes"], "eula": HOSTILE["file"], "recommended_vcpus": {"min": 4, "max": 8}}}), {}),
    "lab-plan": ({"consumers": {"lab": merged(PLAN, {"images": [{"name": "win11-dev", "enabled": True}]})}},
                 {**IMAGES, **LAB_PLAN}),
    "detached-and-reset": (merged(DIRECT, {
        "sharing": {"reset": True}, "consumers": {"lab": merged(PLAN, {"action": "detach"}),
                                                  "dev_center": {"action": "detach", "name": "contoso-dc"}}}),
        {**IMAGES, **{GALLERY: {"location": "westeurope", "properties": {"sharingProfile": {
            "permissions": "Groups", "groups": [{"type": "Subscriptions", "ids": [OTHER]}, {"type": "AADTenants", "ids": []}]}}}},
         **merged(DEV_CENTER, {}), CENTERS + "/galleries/contoso.images": {"properties": {"galleryResourceId": GALLERY}},
         **merged(LAB_PLAN, {PLANS: {"properties": {"sharedGalleryId": GALLERY}}})}),
    "shared-less": (merged(DIRECT, {"sharing": {"remove": {"subscriptions": [OTHER]}, "add": {"subscriptions": [OBJECT]}}}),
                    {**IMAGES, **{GALLERY: {"location": "westeurope", "properties": {"sharingProfile": {
                        "permissions": "Groups",
                        "groups": [{"type": "Subscriptions", "ids": [OTHER]}, {"type": "AADTenants", "ids": []}]}}}}}),
    "version-from-a-machine": (merged(source("vm", id=GOLDEN), {"consumers": {"dev_center": CENTER}}),
                               {**IMAGES, **DEV_CENTER, GOLDEN: {"location": "westeurope", "properties": {}}}),
    "role-on-an-image-alone": ({"sharing": {"assignments": [{"role": "Reader", "kind": "user", "email": "ada@contoso.example"}]}},
                               {**IMAGES, GALLERY: {"location": "westeurope"}, IMAGE: {"location": "westeurope"},
                                IMAGE + "/providers/Microsoft.Authorization/roleAssignments/" + OTHER: {"properties": {
                                    "principalId": OBJECT, "roleDefinitionId": READER}}}),
    "dev-box-of-the-version-before": ({"consumers": {"dev_center": merged(CENTER, {
        "definition": {"name": "win11-dev", "sku": "general_i_8c32gb256ssd_v2"}})}},
        {**IMAGES, **DEV_CENTER, CENTERS + "/galleries/contoso.images": {"properties": {"galleryResourceId": GALLERY.lower()}},
         DEV_BOX: {"location": "westeurope", "properties": {"imageReference": {"id": BOXED + "1.2.2"}, "sku": {"name": "other"}}}},
        {DEV_BOX: {"properties": {"imageReference": {"id": BOXED + "1.2.3"}, "sku": {"name": "other"}}}}),
    "identity-beside-its-own": ({"consumers": {"dev_center": merged(CENTER, {
        "identity": {"kind": "user-assigned", "name": "dc-identity"}})}},
        {**IMAGES, **merged(DEV_CENTER, {CENTERS: {"identity": {"type": "SystemAssigned"}}})},
        {CENTERS: {"identity": {"type": BOTH, "userAssignedIdentities": {IDENTITY: {}}}}}),
    "identity-beside-others": ({"consumers": {"dev_center": CENTER}},
                               {**IMAGES, **merged(DEV_CENTER, {CENTERS: {"identity": {
                                   "type": "UserAssigned", "userAssignedIdentities": {KEPT: {}}}}})},
                               {CENTERS: {"identity": {"type": BOTH, "userAssignedIdentities": {KEPT: {}}}}}),
}

CHANGES = ("PUT", "PATCH", "POST", "DELETE")


class Standin:
    """The stand-in, the configuration of an Azure CLI that is signed in to it, and a folder to run in."""

    def __init__(self, folder, resources):
        self.folder = folder
        cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        with open(os.path.join(folder, "seed.json"), "w", encoding="utf-8") as file:
            json.dump({"subscription": SUBSCRIPTION, "users": {"ada@contoso.example": OBJECT}, "resources": resources}, file)
        self.process = subprocess.Popen(["node", os.path.join(UPLOAD, "arm_standin.cjs"), cert, key, file.name],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = "https://127.0.0.1:%d" % int(self.process.stdout.readline())
        self.context = ssl.create_default_context(cafile=cert)
        self.environment = {
            "PATH": folder + ":/usr/bin:/bin", "HOME": folder, "AZURE_CONFIG_DIR": os.path.join(folder, "azure"),
            "AZURE_CORE_COLLECT_TELEMETRY": "no", "REQUESTS_CA_BUNDLE": cert, "GOLDPREP_POLL_SECONDS": "0",
            "MSI_ENDPOINT": self.url + "/msi", "MSI_SECRET": "x", "GOLDPREP_ADMIN_PASSWORD": "it's \"odd\" \\ $x"}
        with open(os.path.join(folder, "azcopy"), "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n[ \"$1\" = copy ] && [ -f \"$2\" ] && case $3 in https://*sig=secret) ;; *) exit 1 ;; esac\n")
        os.chmod(file.name, 0o755)
        self.sign_in()

    def sign_in(self):
        endpoints = dict.fromkeys(["management", "resourceManager", "activeDirectoryResourceId",
                                   "activeDirectoryGraphResourceId", "microsoftGraphResourceId"], self.url + "/")
        config = json.dumps({"endpoints": dict(endpoints, activeDirectory=self.url), "suffixes": {"storageEndpoint": "localhost"}})
        for words in (["cloud", "register", "--name", "standin", "--cloud-config", config],
                      ["cloud", "set", "--name", "standin"], ["login", "--identity"]):
            subprocess.run(["az", *words, "--output", "none"], env=self.environment, check=True, capture_output=True)
        self.record()

    def record(self):
        with urllib.request.urlopen(self.url + "/record", context=self.context) as answer:
            return json.load(answer)

    def look(self, id):
        url = self.url + urllib.parse.quote(id) + "?api-version=2024-02-01"
        with urllib.request.urlopen(url, context=self.context) as answer:
            return json.load(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def plain(value):
    """Without what the CLI and the service write differently: case and blanks of words, parts of a second."""
    if isinstance(value, str):
        return value.lower().replace(" ", "").replace(".000z", "z")
    return value


def holds(wanted, seen, at=""):
    """Where what was sent lacks something of what the REST rendering says; '' when nothing."""
    if isinstance(wanted, dict):
        names = {name.lower(): child for name, child in seen.items()} if isinstance(seen, dict) else {}
        if "virtualMachineId" in wanted:  # the CLI's older api version has one member for every kind of source
            names.setdefault("virtualmachineid", names.get("id"))
        return next(filter(None, (holds(child, names.get(name.lower()), at + "/" + name) for name, child in wanted.items())), "")
    if isinstance(wanted, list) and wanted and isinstance(wanted[0], str):
        return "" if sorted(map(plain, wanted)) == sorted(map(plain, seen or [])) else "%s: %r" % (at, seen)
    if isinstance(wanted, list):
        if len(wanted) != len(seen or []):
            return "%s: %r" % (at, seen)
        return next(filter(None, (holds(one, other, "%s/%d" % (at, index))
                                  for index, (one, other) in enumerate(zip(wanted, seen)))), "")
    if isinstance(wanted, str) and wanted.startswith("<") and wanted.endswith(">"):
        return "" if seen else at
    return "" if plain(wanted) == plain(seen) else "%s: %r, and REST says %r" % (at, seen, wanted)


def path_of(request):
    return urllib.parse.unquote(urllib.parse.urlparse(request["url"]).path).lower()


def compare(document, record):
    """What differs between the REST rendering and what was asked."""
    made = [one for one in record if one["method"] in CHANGES and one["status"] < 400 and not one["path"].startswith("/v1.0/")]
    for request in document["requests"]:
        if "method" not in request:
            continue
        if request["method"] == "GET":
            if not any(one["method"] == "GET" and one["path"].lower() == path_of(request) for one in record):
                yield "%s was not looked at" % request["what"]
            continue
        same = next((one for one in made if one["method"] == request["method"] and one["path"].lower() == path_of(request) and
                     (not request["path_is_action"] or one["body"]["operationType"] == request["body"]["operationType"])), None)
        if same is None:
            made_now = request["method"] == "PATCH" and any(one["method"] == "PUT" and one["path"].lower() == path_of(request)
                                                            for one in record)
            if path_of(request) not in document["there"] and not made_now:
                yield "%s was not asked: %s %s" % (request["what"], request["method"], path_of(request))
            continue
        made.remove(same)
        if "body_with" in request:  # what it is beside is looked at when all is done
            del request["body"]["identity"]["type"]
        told = holds(request["body"], same["body"]) if request["body"] else ""
        if told:
            yield "%s: %s" % (request["what"], told)
    for one in made:
        yield "REST says nothing of %s %s" % (one["method"], one["path"])


def run(standin, script, work):
    began = time.time()
    done = subprocess.run(["bash", script], cwd=work, env=standin.environment, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=900, check=False)
    return done, time.time() - began, standin.record()


def judge(name, render):
    change, there, *at_end = ROWS[name]
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        target = merged(BASE, change)
        with open(os.path.join(folder, "target.json"), "w", encoding="utf-8") as file:
            json.dump(target, file)
        subprocess.run([render, folder], check=True, capture_output=True)
        with open(os.path.join(folder, "rest.json"), encoding="utf-8") as file:
            document = json.load(file)
        for request in document["requests"]:
            request["path_is_action"] = request.get("method") == "POST" and path_of(request).endswith("/share")
        document["there"] = {id.lower() for id in there}
        with open(os.path.join(folder, "win11.vhd"), "wb") as file:
            file.truncate(20 * 1024 * 1024)
            file.seek(0, os.SEEK_END)
            file.write(b"conectix" + bytes(504))
        standin = Standin(folder, there)
        try:
            first, seconds, record = run(standin, os.path.join(folder, "az.sh"), folder)
            again, seconds_again, record_again = run(standin, os.path.join(folder, "az.sh"), folder)
            wrong += [told for id, wanted in dict(*at_end).items() for told in [holds(wanted, standin.look(id), id)] if told]
        finally:
            standin.close()
    changes = [one for one in record if one["method"] in CHANGES]
    changes_again = [one for one in record_again if one["method"] in CHANGES]
    if first.returncode != 0:
        wrong.append("the first run ended with %d: %s" % (first.returncode, first.stderr[-800:]))
        wrong += ["%s %s: %s" % (one["method"], one["path"], one["told"][:600]) for one in changes if one["status"] >= 400]
    if again.returncode != 0:
        wrong.append("the second run ended with %d: %s" % (again.returncode, again.stderr[-800:]))
    wrong += ["the second run changed something: %s %s" % (one["method"], one["path"]) for one in changes_again]
    wrong += list(compare(document, record)) if first.returncode == 0 else []
    print("%-27s first run: exit %d, %3.0f s, %3d requests, %2d that change; second: exit %d, %3.0f s, %3d requests, %d that change; "
          "%d requests of REST" % (name, first.returncode, seconds, len(record), len(changes), again.returncode, seconds_again,
                                   len(record_again), len(changes_again),
                                   sum(request.get("method") in CHANGES for request in document["requests"])), flush=True)
    for text in wrong:
        print("    WRONG: " + text)
    return len(changes), len(wrong)


def main(render, names):
    total = [judge(name, os.path.abspath(render)) for name in names or ROWS]
    wrong = sum(one[1] for one in total)
    print("%d targets by the Azure CLI against the stand-in: %d requests that change, each of which a published schema "
          "accepts; %d wrong" % (len(total), sum(one[0] for one in total), wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
