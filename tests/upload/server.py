# SPDX-License-Identifier: MIT
"""server.py - a server on loopback that takes documents, and misbehaves as it is told.

Each connection meets the next behaviour of a list; the last one stays. What was stored whole is kept.
"""
import os
import socket
import ssl
import struct
import sys
import threading
import time


class Server:
    """Listens on a port of its own until it is stopped."""

    def __init__(self, behaviours, certificate=None, listen_after=0.0):
        self.behaviours = list(behaviours)
        self.requests = []  # (line, headers, body) of each that came whole
        self.connections = 0
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._serve, args=(listen_after,), daemon=True)
        self.thread.start()
        if listen_after == 0:
            while not self.listening:
                time.sleep(0.01)

    listening = False

    def _serve(self, listen_after):
        if self.stopped.wait(listen_after):
            return
        self.socket.listen()
        self.listening = True
        while not self.stopped.is_set():
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            behaviour = self.behaviours[min(self.connections, len(self.behaviours) - 1)]
            self.connections += 1
            threading.Thread(target=self._meet, args=(connection, behaviour), daemon=True).start()

    def _meet(self, connection, behaviour):
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            behaviour(self, connection)
        except OSError:
            pass
        finally:
            connection.close()

    def read(self, connection):
        """One request, whole; kept."""
        data = b""
        while b"\r\n\r\n" not in data:
            part = connection.recv(65536)
            if not part:
                raise OSError("the client went away")
            data += part
        head, body = data.split(b"\r\n\r\n", 1)
        lines = head.decode("ascii").split("\r\n")
        headers = {name.lower(): value.strip() for name, value in
                   (line.split(":", 1) for line in lines[1:])}
        length = int(headers.get("content-length", "0"))
        while len(body) < length:
            part = connection.recv(65536)
            if not part:
                raise OSError("the client went away")
            body += part
        self.requests.append((lines[0], headers, body))

    def stop(self):
        self.stopped.set()
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it never listened
        self.socket.close()


def answers(status, *headers, body=b""):
    def behave(server, connection):
        server.read(connection)
        lines = [f"HTTP/1.1 {status} whatever", f"Content-Length: {len(body)}", "Connection: close", *headers]
        connection.sendall("\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body)
    return behave


def delays(seconds, status):
    def behave(server, connection):
        server.read(connection)
        time.sleep(seconds)
        connection.sendall(f"HTTP/1.1 {status} late\r\nContent-Length: 0\r\n\r\n".encode("ascii"))
    return behave


def drops_at_once(_, connection):
    # a reset rather than an orderly end
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def drops_in_the_head(_, connection):
    connection.recv(10)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stores_and_drops(server, connection):
    server.read(connection)


def answers_garbage(server, connection):
    server.read(connection)
    connection.sendall(b"\x00\x01 this is no HTTP\r\n")


def hangs(server, connection):
    server.read(connection)
    server.stopped.wait(600)


def main(folder, *statuses):
    """Answers with these statuses, one a connection; folder/port says where, folder/1 ... is what came."""
    server = Server([answers(int(status)) for status in statuses])
    with open(f"{folder}/port.new", "w", encoding="ascii") as port:
        port.write(str(server.port))
    os.rename(f"{folder}/port.new", f"{folder}/port")
    kept = 0
    for _ in range(6000):  # ten minutes, should nobody end it
        time.sleep(0.1)
        for _, _, body in server.requests[kept:]:
            kept += 1
            with open(f"{folder}/{kept}", "wb") as file:
                file.write(body)


if __name__ == "__main__":
    main(*sys.argv[1:])
