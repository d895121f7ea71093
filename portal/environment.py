"""Read settings from environment variables; a misspelt value stops the start with one clear sentence."""

import ipaddress
import os
import re
import secrets
import tempfile
import warnings
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy

TRUE = {"1", "true", "yes", "on"}
SECRET_MIN = 32  # characters
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, *, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    value = text(name, default="on" if default else "off").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")
    return value in TRUE


def number(name: str, *, default: int, least: int = 0, most: int | None = None) -> int:
    value = text(name, default=str(default))
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {value!r}.")
    if most is not None and int(value) > most:
        raise ImproperlyConfigured(f"{name} must be a whole number of at most {most}, not {value!r}.")
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


def languages(name: str, *, default: str) -> list[tuple[str, Any]]:
    """Codes of languages, such as fr,en,pt-br, each with its name, which is translated when it is shown."""
    codes = list(dict.fromkeys(word.lower() for word in words(name))) or default.split(",")
    unknown = [code for code in codes if "name" not in LANG_INFO.get(code, {})]
    if unknown:
        raise ImproperlyConfigured(f"{name} must hold languages such as fr,en,de: {unknown[0]!r} is none.")
    return [(code, gettext_lazy(LANG_INFO[code]["name"])) for code in codes]


def folder(name: str) -> list[Path]:
    """The folder in a list, which is empty when the variable is unset."""
    if not text(name):
        return []
    path = Path(text(name)).resolve()
    if not path.is_dir():
        raise ImproperlyConfigured(f"{name} must be a folder, and {str(path)!r} is none.")
    return [path]


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
    if value and len(value) < SECRET_MIN:
        raise ImproperlyConfigured(f"{name} is too short to be secret: at least {SECRET_MIN} characters.")
    return value or _kept_secret(file)


def _kept_secret(file: Path) -> str:
    """Whatever moment a start is cut off at, the file is whole or missing; of two starts one makes it."""
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            _make_secret(file)
        kept = file.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"Cannot write or read {file}: {error.strerror}.") from error
    if len(kept) < SECRET_MIN:
        raise ImproperlyConfigured(
            f"{file} is damaged. Delete it to get a new one; staff sign in again then."
        )
    return kept


def _make_secret(file: Path) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}-")  # of mode 0600
    try:
        with os.fdopen(handle, "w") as new:
            new.write(secrets.token_urlsafe(50))
        try:
            os.link(name, file)  # unlike a renaming, it never takes the place of a file that is there
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)


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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what the reader guesses; what it cannot read is refused
            return dict(readers[name](value))
    except Exception as error:  # each reader fails in its own way on a misspelt address
        scheme = value.split(":", 1)[0]
        raise ImproperlyConfigured(f"{name} cannot be read (it begins with {scheme!r}).") from error
