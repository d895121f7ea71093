"""The secret key that the portal keeps for itself."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.environment import SECRET_MIN, secret

NAME = "PORTAL_TEST_SECRET"


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "secret-key"
    first = secret(NAME, file=file)
    assert len(first) >= SECRET_MIN
    assert secret(NAME, file=file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret-key"]


def test_of_several_starts_at_once_all_have_the_same_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(8) as pool:
        keys = pool.map(_key, [tmp_path / "secret-key"] * 32)
    assert len(set(keys)) == 1


def _key(file: Path) -> str:
    return secret(NAME, file=file)


@pytest.mark.parametrize("content", ["", "short"])
def test_a_damaged_key_is_told_of(tmp_path: Path, content: str) -> None:
    file = tmp_path / "secret-key"
    file.write_text(content)
    with pytest.raises(ImproperlyConfigured, match="damaged"):
        secret(NAME, file=file)


@pytest.mark.parametrize("length", [SECRET_MIN - 1, SECRET_MIN])
def test_a_key_of_ones_own_is_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    monkeypatch.setenv(NAME, "k" * length)
    if length >= SECRET_MIN:
        assert secret(NAME, file=tmp_path / "secret-key") == "k" * length
    else:
        with pytest.raises(ImproperlyConfigured, match="too short"):
            secret(NAME, file=tmp_path / "secret-key")
