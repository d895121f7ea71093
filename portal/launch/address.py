"""The address the server is about to listen on."""

from __future__ import annotations

import errno
import socket

from portal.launch.problems import CannotStart

PORT_MAX = 65535
NEIGHBOURS = 20
EVERYWHERE = {"", "0.0.0.0", "::", "127.0.0.1", "::1", "localhost"}  # noqa: S104  (names, nothing is bound)


def port_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= PORT_MAX:
        raise CannotStart(f"PORT must be a whole number from 1 to {PORT_MAX}, not {text!r}.")
    return int(text)


def check_free(host: str, port: int) -> None:
    """Raises CannotStart with a way out when nobody could listen there."""
    try:
        _listen(host, port)
    except socket.gaierror as error:
        raise CannotStart(f"HOST={host} is not an address of this machine.") from error
    except OSError as error:
        raise CannotStart(_explain(error, host, port)) from error


def _listen(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        attempt.bind(address)


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program; choose another one: make run PORT={_free(host, port)}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is kept for the system; choose another one: make run PORT=8000"
    return f"HOST={host} is not an address of this machine."


def _free(host: str, taken: int) -> int:
    for port in range(taken + 1, min(taken + NEIGHBOURS, PORT_MAX) + 1):
        try:
            _listen(host, port)
        except OSError:
            continue
        return port
    return 8001


def web_address(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    name = "localhost" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"
