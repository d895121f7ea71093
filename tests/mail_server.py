"""A real mail server on this machine, that takes mail, refuses some, or is down."""

from __future__ import annotations

import socket
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


class Box:
    """What the server took in, and whom it refuses, by address, with which reply."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, Message]] = []
        self.refused: dict[str, str] = {}
        self.reply_to_data = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.reply_to_data.startswith("250"):
            found = message_from_bytes(envelope.content, policy=default)
            self.mails += [(address, found) for address in envelope.rcpt_tos]
        return self.reply_to_data

    def addresses(self) -> list[str]:
        return sorted(address for address, _mail in self.mails)

    def text(self, number: int = -1) -> str:
        words: bytes = self.mails[number][1].get_payload(decode=True)  # type: ignore[assignment]
        return words.decode()


class MailServer:
    """Down until it is started."""

    def __init__(self) -> None:
        self.port = free_port()
        self.box = Box()
        self._controller: Controller | None = None

    def start(self) -> Box:
        self._controller = Controller(self.box, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self.box

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None
