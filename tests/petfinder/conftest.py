from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.listings.models import Pet
from apps.petfinder.services import create_client, number_pets, token_for
from tests.cast import Cast

BASE = "/compat/petfinder/v2"


class Reads:
    """A program of Ana's with a token."""

    def __init__(self, cast: Cast) -> None:
        self.client, self.secret = create_client(by=cast.subject("ana"), name="Our website")
        self.api = APIClient()
        self.api.credentials(HTTP_AUTHORIZATION=f"Bearer {token_for(self.client.client_id, self.secret)}")

    def get(self, path: str, code: int = 200, **params: Any) -> Any:
        answer = self.api.get(f"{BASE}/{path}", params)
        assert answer.status_code == code, answer.content
        return answer.json()

    def names(self, **params: Any) -> list[str]:
        return [each["name"] for each in self.get("animals", **params)["animals"]]


@pytest.fixture
def reads(cast: Cast) -> Reads:
    return Reads(cast)


def numbered(*pets: Pet) -> list[int]:
    """Give pets their numbers, as the handler of their publication does."""
    number_pets(Pet.objects.filter(pk__in=[pet.pk for pet in pets]))
    return [Pet.objects.get(pk=pet.pk).animal_number.number for pet in pets]
