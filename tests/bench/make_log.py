#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""make_log.py - writes a setupact.log of a given size, the same for the same seed.

usage: make_log.py MIB SEED FILE

Runs of sysprep one after the other, in the form that setupact.log has: mostly Info lines of sysprep and
of servicing, some warnings, harmless errors now and then, and a failed run every few hundred.
"""
import random
import sys

BLANK = " " * 18
PARTS = ("Contoso", "Fabrikam", "Northwind", "Shell", "Store", "Audio", "Print", "Network", "Update")


class Log:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.seconds = 0

    def time(self):
        minute, second = divmod(self.seconds, 60)
        hour, minute = divmod(minute, 60)
        day, hour = divmod(hour, 24)
        month, day = divmod(day, 28)
        return f"20{30 + month // 12:02}-{month % 12 + 1:02}-{day + 1:02} {hour:02}:{minute:02}:{second:02}"

    def line(self, text, level="Info", component="SYSPRP", number=None):
        front = f"{level:<11}[0x0f{number:04x}] " if number else f"{level:<22}"
        return f"{self.time()}, {front}{component:<6} {text}\r\n"

    def name(self):
        return "-".join(self.random.choice(PARTS) for _ in range(self.random.randint(1, 3)))

    def ordinary(self):
        pick = self.random.random()
        some = self.random.randint(0, 0xFFFFFF)
        if pick < 0.35:
            return self.line(f"SPPNP: Status: Total = {some % 99}, Complete = {some % 98}, Progress = {some % 100}%")
        if pick < 0.5:
            return self.line(f"  Name: Microsoft-Windows-{self.name()}, Order: {some}")
        if pick < 0.6:
            return self.line(f"Ignoring package {self.name()}_{some % 99}.{some % 9999}.0.0_neutral_~_8wekyb3d8bbwe because "
                             "another version already exists in WindowsApps")
        if pick < 0.7:
            return self.line(f"ActionPlatform::DeleteValue: Deleting registry value {self.name()} under key "
                             f"HKEY_LOCAL_MACHINE\\Software\\{self.name()}", number=0xC6)
        if pick < 0.8:
            return self.line(f"SysprepSession::CreateXPathForSelection: Processor architecture in registry is AMD64")
        if pick < 0.9:
            return self.line(f"{some:08x} Shim considered [l:125]'\\??\\C:\\Windows\\Servicing\\{self.name()}_{some:x}\\wcp.dll' : "
                             "got STATUS_OBJECT_PATH_NOT_FOUND", component="CSI")
        return self.line(f"Exec: Resolving Package: {self.name()}~31bf3856ad364e35~amd64~~10.0.{some % 99999}.1", component="CBS")

    def run(self):
        random_, line = self.random, self.line
        yield line("=" * 56)
        yield line("===          Beginning of a new sysprep run          ===")
        yield line("=" * 56)
        yield line(f"The time is now {self.time()}", number=0x4D)
        yield line("Initialized SysPrep log at C:\\Windows\\System32\\Sysprep\\Panther", number=0x4E)
        for _ in range(random_.randint(20, 60)):
            function, dll = self.name().replace("-", ""), random_.choice(PARTS).lower() + ".dll"
            where = f"'{function}' from C:\\Windows\\System32\\{dll}"
            yield line(f"ActionPlatform::LaunchModule: Executing method {where}")
            for _ in range(random_.randint(10, 60)):
                self.seconds += random_.random() < 0.02
                yield self.ordinary()
            if random_.random() < 0.05:
                yield line(f"ActionPlatform::DeleteValue: Registry value {self.name()} to be deleted does not exist",
                           level="Warning")
            if random_.random() < 0.02:
                yield line("BCD: BiUpdateEfiEntry failed c000000d", level="Error")
            yield line(f"ActionPlatform::LaunchModule: Successfully executed {where} without error")
        if random_.random() < 0.01:
            package = f"{self.name().replace('-', '.')}_1.2.{random_.randint(0, 999)}.0_x64__8wekyb3d8bbwe"
            yield line(f"Package {package} was installed for a user, but not provisioned for all users. This package "
                       "will not function properly in the sysprep image.", level="Error")
            yield line("WinMain:Hit failure while pre-validate sysprep generalize internal providers; hr = 0x80073cf2",
                       level="Error", number=0xD8)
        yield line("Shutting down SysPrep log", number=0x52)
        self.seconds += random_.randint(60, 9000)


def main(mib, seed, path):
    # What is made of it repeats after 64 MiB: making it is not what is measured.
    most, part = int(mib) << 20, []
    log, made = Log(int(seed)), 0
    while made < min(most, 64 << 20):
        run = "".join(log.run())
        part.append(run)
        made += len(run)
    text = "".join(part).encode("ascii")
    with open(path, "wb") as out:
        written = 0
        while written < most:
            out.write(text)
            written += len(text)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
