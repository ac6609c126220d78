"""A small SMTP server on loopback that keeps what it is given, or refuses it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Mailbox(socketserver.ThreadingTCPServer):
    """Messages in the order they came; `refusing` answers 451 to every message."""

    allow_reuse_address = True
    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.messages: list[tuple[str, EmailMessage]] = []
        self.refusing = False
        self.refused = 0

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    """One sender."""

    server: Mailbox

    def handle(self) -> None:
        """HELO to QUIT."""
        recipient = ""
        self.wfile.write(b"220 mailbox\r\n")
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper()
            if word == b"RCPT":
                recipient = line.decode().split("<")[1].split(">")[0]
            if word == b"DATA":
                if self.server.refusing:
                    self.server.refused += 1
                    self.wfile.write(b"451 later\r\n")
                    continue
                self.wfile.write(b"354 go on\r\n")
                data = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    data += part
                message = message_from_bytes(data, policy=policy.default)
                self.server.messages.append((recipient, message))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """A mailbox that listens."""
    with Mailbox() as box:
        thread = threading.Thread(target=box.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield box
        finally:
            box.shutdown()
            thread.join()
