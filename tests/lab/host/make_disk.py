#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""make_disk.py - makes a guest's disk image from its description, with sgdisk or sfdisk.

usage: make_disk.py DESCRIPTION IMAGE

A description has lines "table gpt|mbr", "size_mib N" and then one line a partition in the order they
lie on the disk, "KIND MIB" or "KIND rest"; kinds: esp, msr, windows, recovery, system, data, and
windows-encrypted, whose boot sector is BitLocker's. Every partition starts and ends on a mebibyte. The same description gives the same image, GUIDs included.
At the start, in the middle and at the end of every partition lies text that names it.
Prints what recipes refer to as @NAME@: lines "NAME=VALUE".
"""
import struct
import subprocess
import sys
from pathlib import Path

SECTOR = 512
MIB = 1024 * 1024
MARK_SECTORS = 128

# Types: https://learn.microsoft.com/windows/win32/api/winioctl/ns-winioctl-partition_information_gpt
# Attributes of ESP and recovery: Windows gives them no drive letter (bit 63), recovery is needed by
# the platform (bit 0): https://learn.microsoft.com/windows-hardware/manufacture/desktop/configure-uefigpt-based-hard-drive-partitions
GPT = {
    "esp": ("C12A7328-F81F-11D2-BA4B-00A0C93EC93B", "EFI system partition", 1 << 63),
    "msr": ("E3C9E316-0B5C-4DB8-817D-F92DF00215AE", "Microsoft reserved partition", 1 << 63),
    "windows": ("EBD0A0A2-B9E5-4433-87C0-68B6B72699C7", "Basic data partition", 0),
    "windows-encrypted": ("EBD0A0A2-B9E5-4433-87C0-68B6B72699C7", "Basic data partition", 0),
    "recovery": ("DE94BBA4-06D1-4D40-A16A-BFD50179D6AC", "", 1 << 63 | 1),
    "data": ("EBD0A0A2-B9E5-4433-87C0-68B6B72699C7", "Basic data partition", 0),
}
MBR = {"system": "7", "windows": "7", "windows-encrypted": "7", "recovery": "27", "data": "7"}
DISK_ID = "6C616267-7565-7374-0000-000000000000"
PARTITION_ID = "6C616267-7565-7374-0000-0000000000{:02X}"
SIGNATURE = "0x6c616264"


def read_description(path):
    table, size_mib, partitions = None, 0, []
    for line in Path(path).read_text(encoding="ascii").splitlines():
        words = line.split("#")[0].split()
        if not words:
            continue
        if words[0] == "table":
            table = words[1]
        elif words[0] == "size_mib":
            size_mib = int(words[1])
        else:
            partitions.append((words[0], words[1]))
    known = {"gpt": GPT, "mbr": MBR}.get(table)
    if known is None or size_mib == 0 or not partitions:
        sys.exit(f"make_disk: '{path}' lacks its table, its size or its partitions")
    for kind, _ in partitions:
        if kind not in known:
            sys.exit(f"make_disk: '{path}': no partition '{kind}' on a disk of style {table}")
    return table, size_mib, partitions


def place(size_mib, partitions):
    """The first and the last mebibyte belong to the partition table."""
    fixed = sum(int(size) for _, size in partitions if size != "rest")
    start, placed = 1, []
    for kind, size in partitions:
        mib = size_mib - 2 - fixed if size == "rest" else int(size)
        placed.append((kind, start * MIB, mib * MIB))
        start += mib
    if start > size_mib - 1:
        sys.exit(f"make_disk: partitions need {start} MiB, the disk has {size_mib}")
    return placed


def write_gpt(image, placed):
    command = ["sgdisk", "--clear", "--set-alignment=1", f"--disk-guid={DISK_ID}"]
    for number, (kind, offset, length) in enumerate(placed, 1):
        type_id, name, attributes = GPT[kind]
        command += [
            f"--new={number}:{offset // SECTOR}:{(offset + length) // SECTOR - 1}",
            f"--typecode={number}:{type_id}",
            f"--partition-guid={number}:{PARTITION_ID.format(number)}",
            f"--change-name={number}:{name}",
            f"--attributes={number}:=:{attributes:016X}",
        ]
    subprocess.run(command + [image], check=True, stdout=subprocess.DEVNULL)


def write_mbr(image, placed):
    lines = ["label: dos", f"label-id: {SIGNATURE}"]
    for index, (kind, offset, length) in enumerate(placed):
        active = ", bootable" if index == 0 else ""
        lines.append(f"start={offset // SECTOR}, size={length // SECTOR}, type={MBR[kind]}{active}")
    subprocess.run(["sfdisk", "--quiet", "--no-reread", image], check=True, text=True,
                   input="\n".join(lines) + "\n")


def boot_sector(kind, length):
    """The first sector of a volume; the last sector of the partition holds its copy.

    Of an encrypted volume the disk shows BitLocker's sector, of which the lab needs the name alone;
    the sizes of the file system stay where NTFS has them, for the lab's driver.
    """
    sector = bytearray(SECTOR)
    encrypted = kind == "windows-encrypted"
    sector[0:11] = b"\xeb\x58\x90-FVE-FS-" if encrypted else b"\xeb\x52\x90NTFS    "
    struct.pack_into("<HB", sector, 0x0B, SECTOR, 8)
    sector[0x15] = 0xF8
    struct.pack_into("<QQQ", sector, 0x28, length // SECTOR - 1, 786432, 2)
    struct.pack_into("<b3xb3xQ", sector, 0x40, -10, 1, 0x6C61626775657374)
    sector[510:512] = b"\x55\xaa"
    return bytes(sector)


def mark(number, kind, where):
    text = "".join(f"lab partition {number} {kind}, {where}, sector {i}\n".ljust(SECTOR, ".")
                   for i in range(MARK_SECTORS))
    return text.encode("ascii")


def fill(image, placed):
    with open(image, "r+b") as disk:
        for number, (kind, offset, length) in enumerate(placed, 1):
            middle = offset + length // 2 // SECTOR * SECTOR
            end = offset + length - MARK_SECTORS * SECTOR
            for where, at in (("start", offset), ("middle", middle), ("end", end)):
                disk.seek(at)
                disk.write(mark(number, kind, where))
            if kind.startswith("windows"):
                for at in (offset, offset + length - SECTOR):
                    disk.seek(at)
                    disk.write(boot_sector(kind, length))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    table, size_mib, partitions = read_description(sys.argv[1])
    placed = place(size_mib, partitions)
    image = sys.argv[2]
    with open(image, "xb") as disk:
        disk.truncate(size_mib * MIB)
    if table == "gpt":
        write_gpt(image, placed)
    else:
        write_mbr(image, placed)
    fill(image, placed)
    offsets = {kind.split("-")[0]: offset for kind, offset, _ in placed}
    print(f"SYSTEM_OFFSET={offsets['windows']}")
    print(f"RECOVERY_OFFSET={offsets.get('recovery', 0)}")
    print(f"DISK_ID={DISK_ID.lower()}")
    print(f"SIGNATURE={int(SIGNATURE, 16)}")


if __name__ == "__main__":
    main()
