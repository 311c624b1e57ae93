#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""many.py - registry of a guest with so many devices and AppX packages.

usage: many.py DEVICES PACKAGES > many.reg

A third of the devices are ghosts; every package is installed for one user and provisioned for all.
"""
import sys

ENUM = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Enum"
APPX = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore"
PRESENT = r"Properties\{540b947e-8b40-45bc-a8a2-6a0b894cbda2}\0005"


def write_device(number):
    key = rf"{ENUM}\VMBUS\{{f8615163-df3e-46c5-913f-f2d2f965ed0e}}\{number:05d}"
    print(f"[{key}]")
    print(f'"DeviceDesc"="Microsoft Hyper-V Network Adapter #{number}"')
    print('"Class"="Net"')
    print('"Service"="netvsc"')
    print('"HardwareID"="VMBUS\\\\{f8615163-df3e-46c5-913f-f2d2f965ed0e}"\n')
    if number % 3 == 0:
        print(f"[{key}\\{PRESENT}]\n@=hex(ffff0011):00\n")


def write_package(number):
    name = f"Contoso.App{number:05d}"
    print(rf"[{APPX}\Applications\{name}_1.0.0.0_neutral_~_8wekyb3d8bbwe]" + "\n")
    print(rf"[{APPX}\S-1-5-21-0-0-0-1000\{name}_1.0.0.0_x64__8wekyb3d8bbwe]" + "\n")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print("Windows Registry Editor Version 5.00\n")
    for number in range(int(sys.argv[1])):
        write_device(number)
    for number in range(int(sys.argv[2])):
        write_package(number)


if __name__ == "__main__":
    main()
