#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""upload.py - 'goldprep manifest upload' against a server that misbehaves: delivered, or a clear failure.

usage: upload.py MANIFEST FOLDER COMMAND...

COMMAND is what stands in front of 'manifest upload'; FOLDER is for certificates. In every output, and below every
folder of GOLDPREP_SEARCH, no part of the signature may be found.
"""
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import server as s  # noqa: E402

SECRET = "TopSecretSignature%2Bof%2FaSas%3D"
PASSWORD = "ProxyPassword4711"
QUERY = f"?sv=2024-11-04&sr=b&sp=cw&se=2026-12-01T00%3A00%3A00Z&sig={SECRET}"
HIDDEN = [SECRET, SECRET.replace("%2B", "+").replace("%2F", "/").replace("%3D", "="), PASSWORD]

faults = 0
done = 0


def fault(name, text, output=""):
    global faults
    faults += 1
    print(f"{name}: {text}\n{output}")


class Run:
    """One upload."""

    def __init__(self, name, url, options=(), environment=None, given_by_option=True):
        self.name = name
        arguments = [*command, "manifest", "upload", shown_manifest, *options]
        if given_by_option:
            arguments += ["--upload", url]
        settings = {**os.environ, **(environment or {})}
        if not given_by_option:
            settings["GOLDPREP_UPLOAD_URL"] = url
        begun = time.monotonic()
        self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, env=settings)
        self.begun = begun

    def end(self, code, *said, server=None, stored=None, seconds=None):
        """Checks exit code, words, what the server has, and how long it took."""
        global done
        output = self.process.communicate(timeout=200)[0].decode("utf-8", "replace")
        took = time.monotonic() - self.begun
        words = " ".join(output.split())
        done += 1
        if self.process.returncode != code:
            fault(self.name, f"exit {self.process.returncode}, not {code}", output)
        for part in said:
            if part not in words:
                fault(self.name, f"does not say '{part}'", output)
        for part in HIDDEN:
            if part in output:
                fault(self.name, f"shows '{part}'", output)
        if server and stored is not None:
            if len(server.requests) != stored:
                fault(self.name, f"the server has got it {len(server.requests)} times, not {stored}", output)
            for line, headers, body in server.requests:
                if body != manifest:
                    fault(self.name, "the server has got other bytes")
                if line != f"PUT /c/manifest.json{QUERY} HTTP/1.1" or headers.get("x-ms-blob-type") != "BlockBlob" \
                        or headers.get("content-type") != "application/json" or "authorization" in headers \
                        or "cookie" in headers:
                    fault(self.name, f"asked as '{line}' {headers}")
        if seconds and not seconds[0] <= took <= seconds[1]:
            fault(self.name, f"took {took:.1f} s, not {seconds}", output)
        if server:
            server.stop()


def url_of(server, scheme="http", host="127.0.0.1"):
    return f"{scheme}://{host}:{server.port}/c/manifest.json{QUERY}"


def certificate(name, *options):
    path = folder / f"{name}.pem"
    key = folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(path),
                    "-subj", "/CN=goldprep test", *options], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + key.read_bytes())
    return path


def plain():
    for name, behaviours, code, said, stored in [
            ("stores it", [s.answers(201)], 0, ["the server answered 201"], 1),
            ("drops the connection, then stores", [s.drops_at_once, s.answers(201)], 0, ["to attempt 2"], 1),
            ("drops it in the head, then stores", [s.drops_in_the_head, s.answers(201)], 0, ["to attempt 2"], 1),
            ("stores it and drops the answer", [s.stores_and_drops, s.answers(201)], 0, ["to attempt 2"], 2),
            ("answers late", [s.delays(3, 201)], 0, ["answered 201"], 1),
            ("answers 503 and 500, then stores", [s.answers(503), s.answers(500), s.answers(201)], 0,
             ["to attempt 3", "answered 503; again in 1 s", "answered 500; again in 2 s"], 3),
            ("is busy for three seconds", [s.answers(429, "Retry-After: 3"), s.answers(201)], 0,
             ["again in 3 s"], 2),
            ("denies it", [s.answers(403, "x-ms-error-code: AuthenticationFailed",
                                     body=f"<Sig>{SECRET}</Sig>".encode())], 1,
             ["error:", "answered 403 AuthenticationFailed"], 1),
            ("has no such place", [s.answers(404)], 1, ["answered 404"], 1),
            ("answers no HTTP", [s.answers_garbage, s.answers(403)], 1, ["error:"], None)]:
        server = s.Server(behaviours)
        Run(name, url_of(server)).end(code, *said, server=server, stored=stored, seconds=(0, 60))

    server = s.Server([s.answers(201)])
    Run("takes the address from the environment", url_of(server), given_by_option=False).end(
        0, "answered 201", server=server, stored=1)
    server = s.Server([s.answers(201)], listen_after=2)
    Run("refuses the connection for two seconds", url_of(server)).end(0, "again in", server=server, stored=1)


def redirected():
    other = s.Server([s.answers(201)])
    for status in (301, 302, 303, 307, 308):
        for place in (f"Location: http://localhost:{other.port}/x{QUERY}", "Location: /elsewhere"):
            server = s.Server([s.answers(status, place)])
            Run(f"redirects by {status}", url_of(server)).end(
                1, f"answered {status} and sends to another address", "redirects are not followed",
                server=server, stored=1)
    if other.connections:
        fault("redirects", "it was followed")
    other.stop()


def limited():
    """What never ends well ends within the limit; all at once, for each takes a minute."""
    silent = s.Server([s.hangs])
    hanging = s.Server([s.hangs])
    closed = s.Server([s.hangs], listen_after=600)
    busy = s.Server([s.answers(503)])
    runs = [Run("hangs", url_of(hanging), ["--limit", "1"]), Run("is not there", url_of(closed), ["--limit", "1"]),
            Run("is always busy", url_of(busy), ["--limit", "1"]),
            Run("speaks no TLS", url_of(silent, "https"), ["--limit", "1"])]
    runs[0].end(7, "not delivered within 60 s", server=hanging, seconds=(25, 100))
    runs[1].end(7, "not delivered within 60 s", server=closed, seconds=(25, 100))
    runs[2].end(7, "not delivered within 60 s", "answered 503", server=busy, seconds=(25, 100))
    runs[3].end(7, "not delivered within 60 s", server=silent, stored=0, seconds=(25, 100))


def untrusted():
    own = certificate("own", "-addext", "subjectAltName=IP:127.0.0.1")
    server = s.Server([s.answers(201)], own)
    Run("has a certificate that nobody knows", url_of(server, "https")).end(
        1, "error:", server=server, stored=0)


def encrypted():
    good = certificate("good", "-addext", "subjectAltName=IP:127.0.0.1")
    other = certificate("other", "-addext", "subjectAltName=DNS:other.example")
    server = s.Server([s.answers(201)], good)
    Run("has one that is known", url_of(server, "https"), environment={"SSL_CERT_FILE": str(good)}).end(
        0, "answered 201", server=server, stored=1)
    server = s.Server([s.answers(201)], other)
    Run("has one of another host", url_of(server, "https"), environment={"SSL_CERT_FILE": str(other)}).end(
        1, "error:", server=server, stored=0)


def proxied():
    def refuse(server, connection):
        server.read(connection)
        connection.sendall(b"HTTP/1.1 407 who are you\r\nContent-Length: 0\r\n\r\n")
    proxy = s.Server([refuse])
    server = s.Server([s.answers(201)])
    environment = {"https_proxy": f"http://user:{PASSWORD}@127.0.0.1:{proxy.port}",
                   "http_proxy": f"http://user:{PASSWORD}@127.0.0.1:{proxy.port}", "no_proxy": ""}
    Run("this machine itself goes by no proxy", url_of(server), environment=environment).end(
        0, "answered 201", server=server, stored=1)
    if proxy.connections:
        fault("this machine itself", "the proxy was asked")
    Run("a proxy says no", f"https://upload.invalid/c/manifest.json{QUERY}", ["--limit", "1"], environment).end(
        1, "the proxy answered 407")
    if len(proxy.requests) != 1 or not proxy.requests[0][0].startswith("CONNECT upload.invalid:443"):
        fault("a proxy", f"it was asked {proxy.requests}")
    proxy.stop()


def search():
    """Nothing that was kept anywhere holds a secret."""
    for place in os.environ.get("GOLDPREP_SEARCH", "").split(os.pathsep):
        for path in Path(place).rglob("*") if place else []:
            if not path.is_file() or path.is_symlink():
                continue
            content = path.read_bytes()
            for part in HIDDEN:
                for form in (part.encode("ascii"), part.encode("utf-16-le")):
                    if form in content:
                        fault("search", f"'{part}' is in '{path}'")


manifest_path, folder, *command = sys.argv[1:]
folder = Path(folder)
folder.mkdir(parents=True, exist_ok=True)
manifest = Path(manifest_path).read_bytes()
shown_manifest = os.environ.get("GOLDPREP_MANIFEST", manifest_path)
for name in list(os.environ):
    if name.lower().endswith("_proxy"):
        del os.environ[name]
parts = {"plain": plain, "redirected": redirected, "limited": limited, "untrusted": untrusted, "encrypted": encrypted,
          "proxied": proxied}
for name in os.environ.get("GOLDPREP_PARTS", "plain redirected limited untrusted encrypted proxied").split():
    parts[name]()
search()
print(f"{done} uploads, {faults} faults")
sys.exit(1 if faults or done == 0 else 0)
