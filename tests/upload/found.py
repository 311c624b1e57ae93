#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""found.py - what an az script does with what it finds there, with an 'az' that answers from a table.

usage: found.py FOLDER      of targets.py and render_targets: NAME/az.sh

tests/bench/render-az.sh has the real Azure CLI in its place; this takes a second and needs nothing.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

from targets import OBJECT, SUBSCRIPTION

# Answers as the first line of the table does whose pattern fits, and notes what it is called with and what is
# sent. A row's own lines hold until something is changed.
AZ = r"""#!/bin/bash
sent=; [[ " $* " != *" @- "* ]] || sent=$(cat)
printf '%s\0%s\0' "$*" "$sent" >>"$NOTES"
[[ $* != "rest --method patch"* ]] || touch patched
while IFS=$'\t' read -r when pattern code text; do
    [ "$when" = always ] || [ ! -e patched ] || continue
    case $* in $pattern) printf '%b' "$text"; exit "$code" ;; esac
done <"$ANSWERS"
"""
# As where nothing is there but who is asked for: pattern, exit code, text.
NOTHING = [("account show *", 0, SUBSCRIPTION), ("ad *", 0, OBJECT), ("identity show *", 0, OBJECT),
           ("group exists *", 0, "false"), ("*identity.principalId*", 0, OBJECT), ("resource show*/labPlans/*/images/*", 0, ""),
           ("resource show*/devcenters/*/galleries/*/images/* --output none", 0, ""),
           ("resource show*--query*", 0, ""), ("resource show*", 3, "")]

RESOURCES = "/subscriptions/%s/resourceGroups/images/providers/" % SUBSCRIPTION
CENTER = RESOURCES + "Microsoft.DevCenter/devcenters/contoso-dc"
IDENTITY = RESOURCES + "Microsoft.ManagedIdentity/userAssignedIdentities/dc-identity"
GALLERY = RESOURCES + "Microsoft.Compute/galleries/contoso.images"
OTHER_GALLERY = GALLERY.replace("contoso.images", "old.images")
PLAN = RESOURCES + "Microsoft.LabServices/labPlans/contoso-labs"
OTHER_IDENTITY = IDENTITY.replace("images", "other")


def identity(kind, ids=()):
    """What a dev center has."""
    return [("resource show*%s *identity.type*" % CENTER, 0, kind),
            ("resource show*%s *identity.principalId*" % CENTER, 0, OBJECT if "system" in kind.lower() else ""),
            ("resource show*%s *identity.userAssignedIdentities*" % CENTER, 0, "\\n".join(ids))]


def identities(kind, *ids):
    body = {"type": kind}
    if ids:
        body["userAssignedIdentities"] = {one: {} for one in ids}
    return {"identity": body}


def roles(*scopes):
    """Where the two principals of a dev center have their roles."""
    return [("rest --method get*/roleAssignments?*", 0, "\\n".join(scopes))]


def roles_given(count):
    return {"rest --method put*/roleAssignments/*": count}


def lab_gallery(id):
    return [("resource show*%s *sharedGalleryId*" % PLAN, 0, id)]


def there(id, **members):
    """A resource that is there, and what is told of it: a text in the query, and the answer."""
    return [("resource show --ids %s *--output none" % id, 0, "")] + \
        [("resource show --ids %s *%s*" % (id, name), 0, value) for name, value in members.items()]


def definition(security, **other):
    return there(GALLERY + "/images/win11-dev", **{**dict(
        osType="Windows", osState="generalized", hyperVGeneration="V2", architecture="", publisher="Contoso", offer="Windows11",
        sku="dev-23h2", SecurityType=security), **other})


def image(version):
    """What a Dev Box definition is made from."""
    return ATTACHED + "/images/win11-dev/versions/" + version


DEV_BOX = CENTER + "/devboxdefinitions/win11-dev"
ATTACHED = CENTER + "/galleries/contoso.images"
BOTH = "SystemAssigned, UserAssigned"

# What it is about, the target, what is found beside NOTHING, how the script ends (0, or what it says), and what
# is sent by the one call that fits a pattern, or how many calls fit it.
ROWS = [
    ("a gallery whose sharing cannot be seen", "direct", [("sig show *", 1, "")], "cannot see whom", {"sig share *": 0}),
    ("a principal that is there is left", "dev-box", [], 0, {"ad sp list *": 1, "ad sp create *": 0}),
    ("a tenant without the principal gets it", "dev-box", [("ad sp list *", 0, "")], 0, {"ad sp create *": 1}),
    ("a directory that cannot be asked gets no principal", "dev-box", [("ad sp list *", 1, ""), ("ad sp show *", 1, "")],
     "cannot see whether", {"ad sp create *": 0, "rest --method put*/roleAssignments/*": 0}),
    ("a resource group that is there is left", "private", [("group exists *", 0, "true")], 0, {"group create *": 0}),
    ("a resource group that cannot be seen is not made", "private", [("group exists *", 1, "")],
     "cannot see whether resource group 'images' is there", {"group create *": 0, "sig create *": 0}),
    ("a dev center without identity gets one", "dev-box-latest", identity(""), 0,
     {"rest --method patch*" + CENTER + "?*": identities("UserAssigned", IDENTITY)}),
    ("a dev center keeps the identities of others", "dev-box-latest", identity("UserAssigned", [OTHER_IDENTITY]), 0,
     {"rest --method patch*" + CENTER + "?*": identities("UserAssigned", OTHER_IDENTITY, IDENTITY)}),
    ("a longer name is no identity that is there", "dev-box-latest", identity("UserAssigned", [IDENTITY + "-2"]), 0,
     {"rest --method patch*" + CENTER + "?*": identities("UserAssigned", IDENTITY + "-2", IDENTITY)}),
    ("a dev center keeps its own identity", "dev-box-latest", identity("SystemAssigned"), 0,
     {"rest --method patch*" + CENTER + "?*": identities(BOTH, IDENTITY)}),
    ("a dev center keeps both kinds", "dev-box-latest", identity(BOTH, [OTHER_IDENTITY]), 0,
     {"rest --method patch*" + CENTER + "?*": identities(BOTH, OTHER_IDENTITY, IDENTITY)}),
    ("an identity that is there is left", "dev-box-latest", identity(BOTH, [OTHER_IDENTITY, IDENTITY.upper()]), 0,
     {"rest --method patch*" + CENTER + "?*": 0}),
    ("a dev center gets its own identity", "dev-box", identity("None"), 0,
     {"rest --method patch*" + CENTER + "?*": identities("SystemAssigned")}),
    ("its own identity comes beside those of others", "dev-box", identity("UserAssigned", [OTHER_IDENTITY, IDENTITY]), 0,
     {"rest --method patch*" + CENTER + "?*": identities(BOTH, OTHER_IDENTITY, IDENTITY)}),
    ("its own identity is left", "dev-box", identity("systemAssigned,userAssigned", [OTHER_IDENTITY]), 0,
     {"rest --method patch*" + CENTER + "?*": 0}),
    ("roles that nobody has are given", "dev-box", roles(), 0, roles_given(2)),
    ("roles on the gallery are left", "dev-box", roles(GALLERY.upper()), 0, roles_given(0)),
    ("roles on what it lies in are left", "dev-box", roles("/subscriptions/" + SUBSCRIPTION), 0, roles_given(0)),
    ("roles on all there is are left", "dev-box", roles("/"), 0, roles_given(0)),
    ("roles on an image alone are not enough", "dev-box", roles(GALLERY + "/images/win11-dev"), 0, roles_given(2)),
    ("roles on what is called alike are not enough", "dev-box", roles(GALLERY[:-1], GALLERY + "2"), 0, roles_given(2)),
    ("roles on what it lies in count beside others", "dev-box", roles(GALLERY + "/images/x", RESOURCES.split("/prov")[0]), 0,
     roles_given(0)),
    ("an image definition as it should be is left", "private", definition("TrustedLaunchsupported"), 0,
     {"sig image-definition create *": 0}),
    ("an image definition of another security type", "private", definition("TrustedLaunch"),
     "SecurityType.* is 'TrustedLaunch' and not 'TrustedLaunchSupported'", {"sig image-version create *": 0}),
    ("an image definition without security type", "private", definition(""),
     "SecurityType.* is 'Standard' and not 'TrustedLaunchSupported'", {"sig image-version create *": 0}),
    ("a Standard image definition says no security type", "managed-image", definition(""), 0, {"sig image-version create *": {}}),
    ("an image definition of another generation", "private", definition("TrustedLaunchSupported", hyperVGeneration="V1"),
     "hyperVGeneration' is 'V1' and not 'V2'", {"sig image-version create *": 0}),
    ("a private gallery says nothing of sharing", "private", there(GALLERY), 0, {"sig image-version create *": {}}),
    ("a gallery that is shared in another way", "private", there(GALLERY, permissions="Groups"),
     "permissions' is 'Groups' and not 'Private'", {"sig image-version create *": 0}),
    ("a private gallery is not shared", "direct-add", there(GALLERY), "permissions' is 'Private' and not 'Groups'",
     {"sig share *": 0}),
    ("a gallery is private after its sharing has ended", "direct-reset", there(GALLERY), 0, {"sig image-version create *": {}}),
    ("a dev center's gallery is left", "dev-box", there(ATTACHED, galleryResourceId=GALLERY.lower()), 0,
     {"rest --method put*" + ATTACHED + "*": 0}),
    ("a dev center's other gallery of the name", "dev-box", there(ATTACHED, galleryResourceId=OTHER_GALLERY),
     "galleryResourceId' is '" + OTHER_GALLERY + "' and not '" + GALLERY, {"rest --method put*/devcenters/*": 0}),
    ("a dev center's other gallery is not taken out", "dev-box-detach", there(ATTACHED, galleryResourceId=OTHER_GALLERY),
     "galleryResourceId' is '" + OTHER_GALLERY + "' and not '" + GALLERY, {"rest --method delete*": 0}),
    ("a Dev Box definition waits for the dev center's list", "dev-box", [], 0,
     {"resource show*" + image("1.2.3") + " *": 1, "rest --method put*" + DEV_BOX + "*": 1}),
    ("the latest image is one of the list, too", "dev-box-latest", [], 0,
     {"resource show*/galleries/contoso_images/images/win11-dev *": 1, "rest --method put*" + DEV_BOX + "*": 1}),
    ("an image that cannot be seen there", "dev-box", [("resource show*" + image("1.2.3") + " *", 1, "")],
     "cannot see whether", {"rest --method put*" + DEV_BOX + "*": 0}),
    ("a Dev Box definition gets the new image", "dev-box", there(DEV_BOX, **{"imageReference.id": image("1.2.2")}), 0,
     {"rest --method put*" + DEV_BOX + "*": 0,
      "rest --method patch*" + DEV_BOX + "*": {"properties": {"imageReference": {"id": image("1.2.3")}}}}),
    ("a Dev Box definition of the image is left", "dev-box", there(DEV_BOX, **{"imageReference.id": image("1.2.3").upper()}), 0,
     {"rest --method put*" + DEV_BOX + "*": 0, "rest --method patch*" + DEV_BOX + "*": 0}),
    ("a lab plan without gallery gets it", "lab-plan", lab_gallery(""), 0,
     {"rest --method patch*" + PLAN + "?*": {"properties": {"sharedGalleryId": GALLERY}}}),
    ("a lab plan's gallery is left", "lab-plan", lab_gallery(GALLERY.upper()), 0, {"rest --method patch*" + PLAN + "?*": 0}),
    ("a lab plan's other gallery is not replaced", "lab-plan", lab_gallery(OTHER_GALLERY),
     "sharedGalleryId.*" + OTHER_GALLERY + ".*" + GALLERY, {"rest --method patch*" + PLAN + "*": 0}),
    ("a lab plan's gallery is taken out", "lab-plan-detach", lab_gallery(GALLERY.lower()), 0, {"resource update*" + PLAN + "*": {}}),
    ("a lab plan without gallery stays so", "lab-plan-detach", lab_gallery(""), 0, {"resource update*": 0}),
    ("a lab plan's other gallery is not taken out", "lab-plan-detach", lab_gallery(OTHER_GALLERY),
     "sharedGalleryId.*" + OTHER_GALLERY + ".*" + GALLERY, {"resource update*": 0}),
]


def fits(pattern, call):
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), call, re.DOTALL)


def run(script, answers):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("az", AZ), ("azcopy", "#!/bin/sh\n"), ("answers", "".join(
                "%s\t%s\t%d\t%s\n" % (when, *answer) for when, rows in (("first", answers), ("always", NOTHING))
                for answer in rows)), ("notes", "")):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(file.name, 0o755)
        done = subprocess.run(["bash", script], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False,
                              text=True, env={"PATH": folder + ":/usr/bin:/bin", "NOTES": os.path.join(folder, "notes"),
                                              "ANSWERS": os.path.join(folder, "answers"), "GOLDPREP_POLL_SECONDS": "0",
                                              "GOLDPREP_ADMIN_PASSWORD": "x"})
        with open(os.path.join(folder, "notes"), encoding="utf-8") as file:
            noted = file.read().split("\0")
    return done, list(zip(noted[::2], noted[1::2]))


def judge(end, expected, done, calls):
    if end == 0 and done.returncode != 0:
        yield "exit %d: %s" % (done.returncode, done.stderr[-400:])
    if end != 0 and (done.returncode == 0 or not re.search(end, done.stderr)):
        yield "exit %d, and it says: %s" % (done.returncode, done.stderr[-400:])
    for pattern, body in expected.items():
        sent = [text for call, text in calls if fits(pattern, call)]
        if isinstance(body, int) and len(sent) != body:
            yield "%s was called %d times" % (pattern, len(sent))
        if not isinstance(body, int) and [json.loads(text) if text else {} for text in sent] != [body]:
            yield "%s: %r was sent" % (pattern, sent)


def main(folder):
    wrong = 0
    for what, name, answers, end, expected in ROWS:
        for told in judge(end, expected, *run(os.path.abspath(os.path.join(folder, name, "az.sh")), answers)):
            print("WRONG %s: %s" % (what, told))
            wrong += 1
    print("%d things found by az scripts; %d wrong" % (len(ROWS), wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
