#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""again.py - az scripts that are run again after something went wrong, or over what another image left.

usage: again.py FOLDER      of targets.py and render_targets: NAME/az.sh

'az' is this file, too: it keeps a subscription in a file, with as much of each command as the scripts use
(the real one is asked by judge_az.py and tests/bench/render-az.sh). A row says what happens before or during
each run, how the run ends and what it tells, and what the subscription then holds.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

from targets import BLOB, DIGEST, DISK, GOLDEN, SUBSCRIPTION

VERSION = ("/subscriptions/%s/resourceGroups/images/providers/Microsoft.Compute/galleries/contoso.images/images/win11-dev"
           "/versions/1.2.3" % SUBSCRIPTION)
OTHER_DIGEST = "f" * 64

# -- az --


class World:
    """Resources by id in small letters, blobs by name, and what was asked."""

    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8") as file:
            self.__dict__.update(json.load(file))

    def save(self):
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump({name: value for name, value in self.__dict__.items() if name != "path"}, file)

    def make(self, id, resource):
        properties = resource.setdefault("properties", {})
        properties["provisioningState"] = self.version_state if "/versions/" in id else "Succeeded"
        if "/disks/" in id:
            properties["diskState"] = "ReadyToUpload"
        self.resources[id.lower()] = resource


def pairs(words):
    return dict(word.split("=", 1) for word in words)


def options(words):
    """--name -> the words behind it."""
    found, name = {}, None
    for word in words:
        if word.startswith("--"):
            name, _, value = word.partition("=")
            found[name] = [value] if value else []
        elif name:
            found[name].append(word)
    return found


def query(resource, path):
    """A path of names, some of them between quotes, as JMESPath has it; or the value of a feature."""
    feature = re.fullmatch(r"properties\.features\[\?name=='(.*)'\]\.value \| \[0\]", path)
    if feature:
        return dict(resource["properties"]["features"]).get(feature.group(1))
    for name in re.findall(r'"[^"]*"|[^.]+', path):
        resource = (resource or {}).get(name.strip('"'))
    return resource


def name_id(said):
    """The id of a resource that the options name."""
    id = "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Compute" % (said["--subscription"][0],
                                                                             said["--resource-group"][0])
    for option, kind in (("--name", "disks"), ("--gallery-name", "galleries"), ("--gallery-image-definition", "images"),
                         ("--gallery-image-version", "versions")):
        id += "/%s/%s" % (kind, said[option][0]) if option in said else ""
    return id


def made(said):
    members = {"--os-type": "osType", "--os-state": "osState", "--hyper-v-generation": "hyperVGeneration",
               "--architecture": "architecture"}
    triple = {name: said["--" + name][0] for name in ("publisher", "offer", "sku") if "--" + name in said}
    return {"tags": pairs(said.get("--tags", [])),
            "properties": {"features": list(pairs(" ".join(said.get("--features", [])).split()).items()),
                           "sharingProfile": {"permissions": said.get("--permissions", [""])[0]}, "identifier": triple,
                           **{member: said[option][0] for option, member in members.items() if option in said}}}


def show(world, said):
    resource = world.resources.get(said["--ids"][0].lower())
    if resource is None:
        print("ResourceNotFound", file=sys.stderr)
        return 3
    value = query(resource, said["--query"][0]) if "--query" in said else None
    if value is not None:
        print(value)
    return 0


def rest(world, said):
    id = said["--url"][0].partition("?")[0].lower()
    verb = said["--method"][0]
    if verb == "put":
        world.make(id, json.load(sys.stdin))
    elif "roleassignments" in id:
        pass  # none are given yet
    elif verb == "get":  # of a machine: */instanceView
        print("\n".join(world.resources[id.rpartition("/")[0]]["states"]))
    elif verb == "post":
        machine, _, action = id.rpartition("/")
        world.resources[machine]["states"] = {"deallocate": ["PowerState/deallocated"], "generalize": [
            "PowerState/deallocated", "OSState/generalized"]}[action]
        world.asked.append(action)
    return 0


def disk(world, verb, said):
    if verb == "create":
        world.make(name_id(said), made(said))
        return 0
    resource = world.resources[said["--ids"][0].lower()]
    if verb == "grant-access":
        resource["properties"]["diskState"] = "ActiveUpload"
        print("https://localhost/os?sig=x\nhttps://localhost/state?sig=x")
    else:
        resource["properties"]["diskState"] = "Unattached"
    return 0


def blob(world, verb, said):
    name = said["--name"][0]
    if verb == "exists":
        print(str(name in world.blobs).lower())
    elif verb == "upload":  # it is there from the first byte on
        world.blobs[name] = {}
        return world.upload_code
    elif verb == "metadata":
        world.blobs[name] = {"metadata": pairs(said["--metadata"])}
    elif query(world.blobs[name], said["--query"][0]):
        print(query(world.blobs[name], said["--query"][0]))
    return 0


def azure(words):
    world = World(os.environ["WORLD"])
    said = options(words)
    verb = next((word for word in words[1:] if word not in ("image-definition", "image-version", "blob")), "")
    world.asked.append(" ".join(word for word in words[:3] if not word.startswith("--")))
    code = 0
    if words[0] == "account":
        print(SUBSCRIPTION)
    elif words[:2] == ["group", "exists"]:
        print("true")
    elif words[0] == "resource":
        code = show(world, said)
    elif words[0] == "rest":
        code = rest(world, said)
    elif words[0] == "disk":
        code = disk(world, verb, said)
    elif words[0] == "storage":
        code = blob(world, verb, said)
    elif words[0] == "sig":
        world.make(name_id(said), made(said))
    elif words[0] == "tag":
        world.resources[said["--resource-id"][0].lower()].setdefault("tags", {}).update(pairs(said["--tags"]))
    else:
        sys.exit("az %s: what is that?" % " ".join(words))
    world.save()
    return code


# -- rows --

NEW = {"resources": {}, "blobs": {}, "asked": [], "version_state": "Succeeded", "upload_code": 0}
VERSION_MADE = "sig image-version create"



def gone(id):
    return lambda world: world["resources"].pop(id.lower())


# A target; then each run: what is changed in the world before (a function, or None), azcopy's exit code, the
# script's, what stderr holds, what was asked, and what was not.
ROWS = {
    "an upload that failed is made anew": ("disk-upload", [
        (None, 1, 1, ["azcopy did not carry", "run this again"], ["disk grant-access"], ["disk revoke-access", VERSION_MADE]),
        (None, 0, 0, ["the bytes are uploaded"], ["disk revoke-access", "tag update", VERSION_MADE], []),
        (gone(VERSION), 0, 0, ["the disk has its bytes"], [VERSION_MADE], ["disk grant-access", "tag update"])]),
    "so is one with VM guest state": ("disk-upload-guest-state", [
        (None, 1, 1, ["azcopy did not carry"], [], ["disk revoke-access", VERSION_MADE]),
        (None, 0, 0, ["the bytes are uploaded"], ["disk revoke-access", "tag update", VERSION_MADE], [])]),
    "a disk whose leave was ended too early is not taken": ("disk-upload", [
        (None, 1, 1, [], [], []),
        (lambda world: world["resources"][DISK.lower()]["properties"].update(diskState="Unattached"), 0, 1,
         ["nothing says that all of it came", "az disk delete --yes --ids '%s'" % DISK,
          "az tag update --resource-id %s --operation Merge --tags goldprep-upload=done" % DISK], [], [VERSION_MADE]),
        (lambda world: world["resources"][DISK.lower()]["tags"].update({"goldprep-upload": "done"}), 0, 0,
         ["the disk has its bytes"], [VERSION_MADE], ["disk grant-access"])]),
    "a blob that failed half way is not taken": ("vhd-upload", [
        (lambda world: world.update(upload_code=1), 0, 1, [], ["storage blob upload"], ["storage blob metadata", VERSION_MADE]),
        (lambda world: world.update(upload_code=0), 0, 1, ["nothing says that all of it came", "az storage blob delete"],
         [], ["storage blob upload", VERSION_MADE]),
        (lambda world: world["blobs"].clear(), 0, 0, ["the blob is uploaded"], ["storage blob metadata", VERSION_MADE], []),
        (gone(VERSION), 0, 0, ["the blob is there"], [VERSION_MADE], ["storage blob upload"])]),
    "nothing is uploaded for a version that is there": ("disk-upload", [
        (None, 0, 0, [], ["disk create", VERSION_MADE], []),
        (gone(DISK), 0, 0, ["nothing is uploaded"], [], ["disk create", "disk grant-access", VERSION_MADE]),
        (lambda world: world["resources"][VERSION.lower()]["tags"].update({"goldprep-manifest": OTHER_DIGEST}), 0, 1,
         [VERSION, OTHER_DIGEST], [], ["disk create"])]),
    "a password that is not there is missed before anything is made": ("machines", [
        (None, 0, 1, ["GOLDPREP_ADMIN_PASSWORD"], [], ["group exists", VERSION_MADE])]),
    "nor to a blob": ("vhd-upload", [
        (None, 0, 0, [], ["storage blob upload", VERSION_MADE], []),
        (lambda world: world["blobs"].clear(), 0, 0, ["nothing is uploaded"], [], ["storage blob upload", VERSION_MADE])]),
}


def tagged(id, **tags):
    """What makes the resource have these tags alone."""
    return lambda world: world["resources"][id.lower()].update(tags={name.replace("_", "-"): value for name, value in tags.items()})


def metadata(**members):
    """What makes each blob have this metadata alone."""
    return lambda world: world["blobs"].update({name: {"metadata": members} for name in world["blobs"]})


def both(first, second):
    return lambda world: (first(world), second(world))


ROWS.update({
    "a disk of another image is not taken": ("disk-upload", [
        (None, 0, 0, [], [VERSION_MADE], []),
        (gone(VERSION), 0, 0, [], [VERSION_MADE], []),
        (both(gone(VERSION), tagged(DISK, goldprep_manifest=OTHER_DIGEST, goldprep_upload="done")), 0, 1,
         [DISK, DIGEST, OTHER_DIGEST, "a disk of another name"], [], []),
        (tagged(DISK, goldprep_upload="done"), 0, 1, ["''", DIGEST, "nobody knows which"], [], [])]),
    "nor is a blob": ("vhd-upload", [
        (None, 0, 0, [], ["storage blob metadata", VERSION_MADE], []),
        (both(gone(VERSION), metadata(goldprep_manifest=OTHER_DIGEST, goldprep_upload="done")), 0, 1,
         [BLOB, DIGEST, OTHER_DIGEST, "a blob of another name"], [], ["storage blob upload", VERSION_MADE]),
        (metadata(goldprep_upload="done"), 0, 1, [BLOB, "''", DIGEST, "nobody knows which"], [], [VERSION_MADE]),
        (metadata(goldprep_manifest=DIGEST, goldprep_upload="done"), 0, 0, ["the blob is there"], [VERSION_MADE], [])]),
    "nor one that still waits for its bytes": ("disk-upload", [
        (None, 1, 1, [], [], []),
        (tagged(DISK, goldprep_manifest=OTHER_DIGEST), 0, 1, [DIGEST, OTHER_DIGEST], [], ["disk grant-access"])]),
    "a version of another image is not taken": ("private", [
        (None, 0, 0, [], [VERSION_MADE], []),
        (None, 0, 0, ["image version '1.2.3' is there"], [], [VERSION_MADE]),
        (tagged(VERSION, goldprep_manifest=OTHER_DIGEST), 0, 1, [VERSION, DIGEST, OTHER_DIGEST, "another number"], [], []),
        (tagged(VERSION), 0, 1, ["''", DIGEST], [], [])]),
})


MACHINE = GOLDEN.lower()


def machine(*states):
    return lambda world: world["resources"].update({MACHINE: {"states": list(states)}})


ROWS.update({
    "a machine is stopped and called generalized before it is taken": ("vm", [
        (machine("PowerState/stopped"), 0, 0, [], ["deallocate", "generalize", VERSION_MADE], []),
        (None, 0, 0, ["left alone"], [], ["deallocate", "generalize", VERSION_MADE]),
        (lambda world: world["resources"].pop(VERSION.lower()), 0, 0, ["is so: OSState/generalized"], [VERSION_MADE],
         ["deallocate", "generalize"]),
        (lambda world: world["resources"].pop(MACHINE), 0, 0, ["left alone"], [], ["deallocate", "generalize"])]),
    "one that runs was not sealed": ("vm", [
        (machine("PowerState/running"), 0, 1, [GOLDEN, "runs"], [], ["deallocate", "generalize", VERSION_MADE])]),
    "a specialized one may run, and is not called generalized": ("vm-specialized", [
        (machine("PowerState/running"), 0, 0, [], ["deallocate", VERSION_MADE], ["generalize"])]),
})


IMAGE = "/subscriptions/%s/resourceGroups/images/providers/Microsoft.Compute/images/win11-dev" % SUBSCRIPTION
ROWS.update({
    "an image for Windows 365 needs the disk, too": ("windows365-from-upload", [
        (None, 0, 0, ["managed image 'win11-dev' is made"], ["disk create", VERSION_MADE], []),
        (both(gone(DISK), gone(IMAGE)), 0, 0, ["the bytes are uploaded", "managed image 'win11-dev' is made"], ["disk create"],
         [VERSION_MADE]),
        (gone(DISK), 0, 0, ["nothing is uploaded"], [], ["disk create"]),
        (tagged(IMAGE, goldprep_manifest=OTHER_DIGEST), 0, 1, [IMAGE, DIGEST, OTHER_DIGEST, "another name"], [], [])]),
})


DELETE_VERSION = "delete it and run this again: az resource delete --ids '%s' --api-version 2024-03-03" % VERSION
ROWS.update({
    "a version that failed can be made anew": ("private", [
        (lambda world: world.update(version_state="Failed"), 0, 1, ["is in state 'Failed'", DELETE_VERSION], [VERSION_MADE], []),
        (None, 0, 1, ["is in state 'Failed'", DELETE_VERSION], [], [VERSION_MADE]),
        (lambda world: (world["resources"].pop(VERSION.lower()), world.update(version_state="Succeeded")), 0, 0, [],
         [VERSION_MADE], [])]),
})


def prepare(folder, work):
    os.mkdir(work)
    with open(os.path.join(folder, "az"), "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\nexec /usr/bin/env python3 '%s' --az \"$@\"\n" % os.path.abspath(__file__))
    with open(os.path.join(folder, "azcopy"), "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\nexit \"$AZCOPY\"\n")
    for name in ("az", "azcopy"):
        os.chmod(os.path.join(folder, name), 0o755)
    for name in ("win11.vhd", "win11-state.vhd"):
        with open(os.path.join(work, name), "wb") as file:
            file.truncate(20 * 1024 * 1024)
            file.seek(0, os.SEEK_END)
            file.write(b"conectix" + bytes(504))


def judge(script, runs):
    with tempfile.TemporaryDirectory() as folder:
        work, path = os.path.join(folder, "work"), os.path.join(folder, "world.json")
        prepare(folder, work)
        world = json.loads(json.dumps(NEW))
        for at, (change, azcopy, code, told, asked, not_asked) in enumerate(runs):
            if change:
                change(world)
            world["asked"] = []
            with open(path, "w", encoding="utf-8") as file:
                json.dump(world, file)
            done = subprocess.run(["bash", script], cwd=work, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                                  timeout=120, env={"PATH": folder + ":/usr/bin:/bin", "HOME": folder, "WORLD": path,
                                                    "AZCOPY": str(azcopy), "GOLDPREP_POLL_SECONDS": "0"})
            with open(path, encoding="utf-8") as file:
                world = json.load(file)
            if done.returncode != code:
                yield "run %d ended with %d: %s" % (at + 1, done.returncode, done.stderr)
            for text in told:
                if text not in done.stderr:
                    yield "run %d does not tell '%s': %s" % (at + 1, text, done.stderr)
            for call in asked:
                if call not in world["asked"]:
                    yield "run %d did not ask '%s'" % (at + 1, call)
            for call in not_asked:
                if call in world["asked"]:
                    yield "run %d asked '%s'" % (at + 1, call)


def main(folder):
    wrong, runs = 0, 0
    for name, (target, rows) in ROWS.items():
        runs += len(rows)
        for told in judge(os.path.abspath(os.path.join(folder, target, "az.sh")), rows):
            print("WRONG %s: %s" % (name, told))
            wrong += 1
    print("%d rows, %d runs; %d wrong" % (len(ROWS), runs, wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--az"]:
        sys.exit(azure(sys.argv[2:]))
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
