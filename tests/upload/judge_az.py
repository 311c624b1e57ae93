#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""judge_az.py - gives every line of every az script to the real Azure CLI's own parser, offline.

usage: judge_az.py FOLDER      of targets.py and render_targets: NAME/az.sh

Each script runs twice with an 'az' that notes what it is called with and answers as a subscription
would where nothing is there, and where everything is. What was noted then goes through azure-cli's
parser: right arguments end at "Please run 'az login'", wrong ones before. What a target says must
arrive as it was said, whatever stands in it.
Exit 77: the Azure CLI is not installed.
"""
import concurrent.futures
import io
import json
import os
import subprocess
import sys
import tempfile

from targets import DIGEST

try:
    from azure.cli.core import get_default_cli
except ImportError:
    print("skipped: azure-cli is not installed; 0 lines were given to its parser")
    sys.exit(77)

GUID = "00000000-0000-0000-0000-00000000000a"

# Notes each call as NUL-separated words, ended by two NULs; what is sent on standard input comes last.
AZ = r"""#!/bin/bash
{ printf '%s\0' "$@"; for word in "$@"; do [ "$word" != @- ] || { printf 'STDIN:'; cat; printf '\0'; }; done; printf '\0'; } >>"$NOTES"
query=; id=; previous=
for word in "$@"; do
    case $previous in --query) query=$word ;; --ids | --url) id=$word ;; esac
    previous=$word
done
case "$1 $2 $3" in
    "resource show "*)
        case $query in
            '') case $id in
                    */labPlans/*/images/* | */devcenters/*/galleries/*/images/*) exit 0 ;;
                    */devcenters/* | */labaccounts/*) [ "$WORLD" = full ] && [ ! -e gone ] && exit 0 ;;
                esac
                exit 3 ;;
            *provisioningState) echo Succeeded ;;
            *diskState) [ "$WORLD" = empty ] && echo ReadyToUpload || echo Unattached ;;
            *goldprep-upload*) echo done ;;
            identity.principalId) [ "$WORLD" = empty ] && [ ! -e patched ] || echo 00000000-0000-0000-0000-00000000000a ;;
            *sharedGalleryId) [ "$WORLD" = empty ] ||
                echo /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/images/providers/Microsoft.Compute/galleries/contoso.images ;;
            *permissions) [ "$WORLD" = empty ] || echo Community ;;
        esac ;;
    "group exists "*) echo false ;;
    "account show "*) echo 11111111-2222-3333-4444-555555555555 ;;
    "cloud show "*) echo "$CLOUD" ;;
    "ad "*) echo 00000000-0000-0000-0000-00000000000a ;;
    "identity show "*) echo 00000000-0000-0000-0000-00000000000a ;;
    "disk grant-access "*) printf 'https://localhost/disk?sig=x\nhttps://localhost/state?sig=x\n' ;;
    "storage blob exists") [ "$WORLD" = empty ] && echo false || echo true ;;
    "storage blob show") case $query in
            *goldprep_manifest) echo "$DIGEST" ;;
            *) echo done ;;
        esac ;;
    "sig show "*) [ "$WORLD" = empty ] || printf '99999999-8888-7777-6666-555555555555\n22222222-3333-4444-5555-666666666666\n' ;;
    "rest --method get") case $id in
            */instanceView*) [ -e acted ] && printf 'PowerState/deallocated\nOSState/generalized\n' || echo PowerState/stopped ;;
            *) echo 0 ;;
        esac ;;
    "rest --method post") touch acted ;;
    "rest --method delete") touch gone ;;
    "rest --method patch") touch patched ;;
esac
exit 0
"""


def make_vhd(path):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as file:
        file.truncate(20 * 1024 * 1024)
        file.seek(0, io.SEEK_END)
        file.write(b"conectix" + bytes(504))


def run(script, target, world):
    """What the script calls az with: a list of lists of words."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("az", AZ), ("azcopy", "#!/bin/bash\nexit 0\n")):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(os.path.join(folder, name), 0o755)
        work = os.path.join(folder, "work")
        os.mkdir(work)
        upload = target["version"]["source"].get("upload")
        if upload:
            make_vhd(os.path.join(work, upload["file"]))
        notes = os.path.join(folder, "notes")
        done = subprocess.run(["bash", script], cwd=work, stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                              check=False, text=True, env={
                                  "PATH": folder + ":/usr/bin:/bin", "NOTES": notes, "WORLD": world, "HOME": folder,
                                  "DIGEST": DIGEST,
                                  "CLOUD": {"us-government": "AzureUSGovernment", "china": "AzureChinaCloud"}.get(
                                      target.get("cloud"), "AzureCloud"),
                                  "GOLDPREP_POLL_SECONDS": "0", "GOLDPREP_ADMIN_PASSWORD": "it's \"secret\" \\ $x"})
        left = [name for name in os.listdir(work) if "hostile-was-here" == name]
        with open(notes, encoding="utf-8") as file:
            calls = [call.split("\0") for call in file.read().split("\0\0") if call]
        return done, calls, left


def texts(calls):
    """Everything that was said: words, and the texts of JSON on standard input."""
    def walk(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for name, child in value.items():
                yield name
                yield from walk(child)
        elif isinstance(value, list):
            for child in value:
                yield from walk(child)
    for call in calls:
        for word in call:
            if word.startswith("STDIN:"):
                yield from walk(json.loads(word[len("STDIN:"):]))
            else:
                yield word


def missing(target, calls):
    """Texts of the target that did not arrive as they were said."""
    said = set(texts(calls))
    wanted = [target["gallery"].get("description"), target["definition"].get("description"),
              target["definition"].get("eula")]
    for name, value in target["gallery"].get("tags", {}).items():
        if name + "=" + value not in said:
            wanted += [name, value]
    return [text for text in wanted if text is not None and text not in said]


def parse(cli, call):
    """What azure-cli's parser says: '' when it would go on to the login."""
    words = [word for word in call if not word.startswith("STDIN:")]
    sent = [word[len("STDIN:"):] for word in call if word.startswith("STDIN:")]
    standard, sys.stdin = sys.stdin, io.StringIO(sent[0] if sent else "")
    error, sys.stderr = sys.stderr, io.StringIO()
    try:
        code = cli.invoke(words, out_file=io.StringIO())
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdin = standard
        told, sys.stderr = sys.stderr.getvalue(), error
    if words[:2] == ["cloud", "show"]:  # it needs no login
        return "" if code == 0 else told
    return "" if code == 1 and "az login" in str(cli.result.error) else "exit %s: %s %s" % (code, cli.result.error, told)


def shape(call):
    """Calls that differ in nothing but names are parsed once; odd values are always parsed."""
    def plain(word):
        return word if not word.startswith(("/subscriptions/", "STDIN:", "https://")) else word[:1]
    return tuple(plain(word) for word in call)


def main(folder):
    os.environ["AZURE_CORE_COLLECT_TELEMETRY"] = "no"
    names = sorted(name for name in os.listdir(folder) if os.path.exists(os.path.join(folder, name, "az.sh")))
    calls, wrong = {}, 0
    jobs = [(name, world) for name in names for world in ("empty", "full")]

    def job(what):
        name, world = what
        with open(os.path.join(folder, name, "target.json"), encoding="utf-8") as file:
            target = json.load(file)
        return name, world, target, run(os.path.join(folder, name, "az.sh"), target, world)

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for name, world, target, (done, noted, left) in pool.map(job, jobs):
            for call in noted:
                calls.setdefault(shape(call), (name, call))
            told = []
            if done.returncode != 0:
                told.append("exit %d: %s" % (done.returncode, done.stderr[-400:]))
            if left:
                told.append("a value was run as a command")
            if world == "empty" and missing(target, noted):
                told.append("did not arrive: %r" % missing(target, noted))
            for text in told:
                print("WRONG %s (%s): %s" % (name, world, text))
            wrong += len(told)
    with tempfile.TemporaryDirectory() as config:
        os.environ["AZURE_CONFIG_DIR"] = config
        cli = get_default_cli()
        for name, call in calls.values():
            told = parse(cli, call)
            if told:
                wrong += 1
                print("WRONG %s: az %s\n    %s" % (name, " ".join(call), told))
        # a parser that takes everything would pass too
        spoiled = 0
        for name, call in list(calls.values())[:60]:
            spoiled += 1
            if not parse(cli, call + ["--no-such-option"]):
                wrong += 1
                print("WRONG %s: az %s --no-such-option was taken" % (name, " ".join(call)))
    print("%d scripts ran %d times; %d different lines parsed by azure-cli, %d spoiled ones refused; %d wrong" %
          (len(names), len(jobs), len(calls), spoiled, wrong))
    return 1 if wrong or len(names) < 40 else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
