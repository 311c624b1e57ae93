#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""walk.py - runs the commands of docs/gallery.md, in order, as far as they can be run without Azure.

usage: walk.py GALLERY_MD GOLDPREP MANIFEST

'$' lines run in bash: goldprep, bash and packer as they are; az answers as an empty subscription would
(judge_az.py), and its own parser reads what is typed. 'C:\\>' lines must be ones that goldprep refuses only
because this is not Windows. 'PS>' lines must name a file that is there. A tool that is not installed is told.
"""
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
GIB = 1024 ** 3


def load_az():
    """What judge_az.py has; None when the Azure CLI is not installed."""
    spec = importlib.util.spec_from_file_location("judge_az", os.path.join(HERE, "judge_az.py"))
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except SystemExit:
        return None
    return module


def footer(disk_bytes):
    """The last 512 bytes of a fixed VHD."""
    whole = bytearray(512)
    whole[0:8], whole[48:56], whole[63] = b"conectix", disk_bytes.to_bytes(8, "big"), 2
    whole[64:68] = (~sum(whole) & 0xFFFFFFFF).to_bytes(4, "big")
    return bytes(whole)


class Walk:
    def __init__(self, folder, goldprep, az):
        self.folder, self.goldprep, self.az = folder, goldprep, az
        self.ran, self.left_out, self.wrong = 0, [], []
        tools = os.path.join(folder, "tools")
        os.mkdir(tools)
        os.symlink(os.path.abspath(goldprep), os.path.join(tools, "goldprep"))
        stub = az.AZ if az else (
            "#!/bin/sh\ncase \"$1 $2\" in 'resource show') exit 3 ;; 'group exists') echo false ;;\n"
            "'account show') echo 11111111-2222-3333-4444-555555555555 ;; ad\\ *) echo x ;; esac\n")
        for name, text in (("az", stub), ("azcopy", "#!/bin/sh\n[ -f \"$2\" ]\n")):
            with open(os.path.join(tools, name), "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(file.name, 0o755)
        self.environment = {"PATH": tools + ":/usr/bin:/bin", "HOME": folder, "NOTES": os.path.join(folder, "notes"),
                            "WORLD": "empty", "GOLDPREP_POLL_SECONDS": "0", "CHECKPOINT_DISABLE": "1"}

    def bash(self, command):
        return subprocess.run(["bash", "-c", command], cwd=self.folder, env=self.environment, capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, timeout=300, check=False)

    def expect(self, command, right, told):
        self.ran += 1
        if not right:
            self.wrong.append("%s\n    %s" % (command, told))

    def convert(self, command):
        """The file that the command reads is made first; without qemu-img, what it would write."""
        if shutil.which("qemu-img"):
            self.bash("qemu-img create -q -f vhdx win11-dev.vhdx 64G")
            done = self.bash(command)
            self.expect(command, done.returncode == 0, done.stderr)
            return
        self.left_out.append("qemu-img")
        with open(os.path.join(self.folder, "win11-dev.vhd"), "wb") as file:
            file.truncate(64 * GIB)
            file.seek(0, os.SEEK_END)
            file.write(footer(64 * GIB))

    def shell(self, command):
        words = shlex.split(command)
        if words[0] == "qemu-img":
            self.convert(command)
        elif words[0] == "az" and not self.az:
            self.left_out.append("az")
        elif words[0] == "az":
            os.chdir(self.folder)
            self.expect(command, self.az.parse(self.az.get_default_cli(), words[1:]) == "", "azure-cli does not take it")
        elif words[0] == "packer" and not shutil.which("packer"):
            self.left_out.append("packer")
        else:
            done = self.bash(command)
            self.expect(command, done.returncode == 0, done.stdout + done.stderr)

    def guest(self, command):
        done = self.bash(command.replace("\\", "/"))
        self.expect(command, done.returncode == 2 and "Windows" in done.stderr, done.stderr)

    def line(self, prompt, command):
        if prompt == "$ ":
            self.shell(command)
        elif prompt == "C:\\> ":
            self.guest(command)
        else:
            self.expect(command, os.path.exists(os.path.join(self.folder, command[2:])), "no such file")


def main(page, goldprep, manifest):
    with open(page, encoding="utf-8") as file:
        text = file.read()
    os.environ["AZURE_CORE_COLLECT_TELEMETRY"] = "no"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AZURE_CONFIG_DIR"] = os.path.join(folder, "azure")
        walk = Walk(folder, goldprep, load_az())
        shutil.copy(manifest, os.path.join(folder, "manifest.json"))
        target = re.search(r"^```json\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        with open(os.path.join(folder, "target.json"), "w", encoding="utf-8") as file:
            file.write(target.group(1))
        # fences stand alone and by turns: every second part is inside of one
        for block in re.split(r"^```[a-z]*$", text, flags=re.MULTILINE)[1::2]:
            for prompt, command in re.findall(r"^(\$ |C:\\> |PS> )(.*)$", block, re.MULTILINE):
                walk.line(prompt, command)
        os.chdir(HERE)
    for told in walk.wrong:
        print("WRONG " + told)
    print("%d commands of the page were run; not installed: %s; %d wrong" %
          (walk.ran, " ".join(sorted(set(walk.left_out))) or "nothing", len(walk.wrong)))
    return 1 if walk.wrong or walk.ran < 8 else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
