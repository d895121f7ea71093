"""NUL in an address means nothing and breaks nothing."""

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/fr/articles/%00/", 404),
        ("/fr/glossaire/%00/", 404),
        ("/fr/articles/?category=%00", 200),
        ("/fr/glossaire/?category=%00&letter=%00", 200),
        ("/fr/a-propos/contributeurs/%00/", 404),
        ("/fr/discussions/recu/%00/", 404),
        ("/fr/recherche/?q=%00", 200),
    ],
)
def test_nul_in_an_address_is_as_if_it_were_not_there(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status
