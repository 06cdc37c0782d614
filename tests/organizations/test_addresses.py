"""Where an organisation is found: its address stays, may change, and the old one leads to it for ever."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from apps.organizations.models import Address, Organization
from apps.organizations.services.addresses import RESERVED
from tests import factories
from tests.cast import Cast
from tests.together import together

pytestmark = pytest.mark.django_db


def move(cast: Cast, rescue: Organization, slug: object, who: str = "rosa") -> object:
    return cast.client(who).post(f"/api/v1/organizations/{rescue.pk}/change_slug", {"slug": slug})


def test_database_claims_an_address_whoever_writes(cast: Cast) -> None:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa)
    Organization.objects.filter(pk=rescue.pk).update(slug="harbour-tails")
    assert set(Address.objects.values_list("slug", flat=True)) == {"harbour-paws", "harbour-tails"}
    with pytest.raises(IntegrityError, match="had, the address"), transaction.atomic():
        factories.organization("Harbour Paws", founder=cast.milo)
