#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""summary.py - tells in a few lines what a manifest says.

usage: summary.py MANIFEST
"""
import json
import sys
from pathlib import Path

MIB = 1024 * 1024


def size(bytes_count):
    return f"{bytes_count // MIB} MiB"


def partitions(layout):
    return ", ".join(f"{row['type_name']} {size(row['length_bytes'])}"
                     for row in layout["partitions"])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    manifest = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    guest = manifest["guest"]
    print(f"guest         {guest['name']}: Windows {guest['edition']} {guest['display_version']}, "
          f"build {guest['build']}.{guest['revision']}")
    print(f"ready         {'yes' if manifest['ready'] else 'no'}, for "
          + ", ".join(profile["title"] for profile in manifest["findings"]))
    print(f"sysprep       {manifest['sysprep']['image_state']}")
    print(f"disk before   {partitions(manifest['layout_before'])}")
    print(f"disk after    {partitions(manifest['layout_after'])}")
    for action in manifest["actions"]:
        print(f"done          {action['id']} in {action['duration_ms'] / 1000:.1f} s")
    print("gallery       " + ", ".join(f"{name} {entry['value']}" for name, entry
                                       in manifest["image_definition"].items()))


if __name__ == "__main__":
    main()
