"""A form of the administration that is sent after the session has gone."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
def test_who_is_no_longer_signed_in_is_told_so_in_words_of_the_portal() -> None:
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "fr"})
    answer = client.post("/admin/articles/article/add/", {"title": "Mes mots"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Votre session est terminée" in page
    assert "<style" not in page
