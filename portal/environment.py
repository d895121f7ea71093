"""Read settings from environment variables; a misspelt value stops the start with one clear sentence."""

import ipaddress
import os
import re
import secrets
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, *, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    value = text(name, default="on" if default else "off").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")
    return value in TRUE


def number(name: str, *, default: int, least: int = 0) -> int:
    value = text(name, default=str(default))
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return int(value)


def words(name: str) -> list[str]:
    """The comma-separated values of the variable, without blanks."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def origin(name: str) -> str:
    """A site address such as https://portal.example without a path, or "" when unset."""
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query):
        raise ImproperlyConfigured(f"{name} must look like https://portal.example, not {value!r}.")
    return value


def networks(name: str) -> list[str]:
    """Comma-separated networks, such as 10.0.0.0/8; a single address is one too."""
    try:
        return [str(ipaddress.ip_network(word)) for word in words(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must hold networks such as 10.0.0.0/8: {error}.") from error


def time_zone(name: str, *, default: str) -> str:
    value = text(name) or default
    if value not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(f"{name} must be a time zone such as Europe/Paris, not {value!r}.")
    return value


RATE_UNITS = {"s": 1, "m": 60, "h": 3600}


def rate(name: str, *, default: str) -> tuple[int, int] | None:
    """How many in how many seconds, written as 30/10m; None when the variable is "off"."""
    value = text(name, default=default).lower()
    if value == "off":
        return None
    found = re.fullmatch(r"([1-9]\d{0,6})/([1-9]\d{0,4})([smh])", value)
    if not found:
        raise ImproperlyConfigured(f"{name} must look like 30/10m or be off, not {value!r}.")
    return int(found[1]), int(found[2]) * RATE_UNITS[found[3]]


def secret(name: str, *, file: Path) -> str:
    """The variable, else the content of the file, which is made (mode 0600) when missing."""
    value = text(name)
    if value and len(value) < 32:
        raise ImproperlyConfigured(f"{name} is too short to be secret: at least 32 characters.")
    return value or _kept_secret(file)


def _kept_secret(file: Path) -> str:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(f"Cannot write {file}: {error.strerror}.") from error
    return file.read_text().strip()


ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}


def database(name: str, *, file: Path) -> dict[str, Any]:
    """The database of that address, else the SQLite file."""
    if not text(name):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}
    found = service(name, default="")
    if found.get("ENGINE") not in ENGINES:
        raise ImproperlyConfigured(f"{name} must begin with postgres:// or sqlite:///.")
    return found


def service(name: str, *, default: str) -> dict[str, Any]:
    """A Django setting made of an address: DATABASE_URL, CACHE_URL or EMAIL_URL."""
    readers = {
        "DATABASE_URL": environ.Env.db_url_config,
        "CACHE_URL": environ.Env.cache_url_config,
        "EMAIL_URL": environ.Env.email_url_config,
    }
    value = text(name) or default
    try:
        return dict(readers[name](value))
    except Exception as error:  # each reader fails in its own way on a misspelt address
        scheme = value.split(":", 1)[0]
        raise ImproperlyConfigured(f"{name} cannot be read (it begins with {scheme!r}).") from error
