"""Organisations that were there before addresses, kinds and badges with an end keep what they had."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor

from apps.organizations.models import Address, Membership, Organization
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("organizations", "0001_initial")]


def migrate(where: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(where)
    return executor.loader.project_state(where).apps


def newest() -> list[tuple[str, str]]:
    return [node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] != "kernel"]


@pytest.fixture
def old(cast: Cast) -> Iterator[Any]:
    """The models as they were; whatever happens, the database is whole again afterwards."""
    for name in ("rosa", "remy", "milo"):
        cast.person(name)
    after = newest()
    yield migrate(BEFORE)
    migrate(after)


def test_existing_ones_get_addresses_and_the_policy_of_a_rescue(cast: Cast, old: Any) -> None:
    was = old.get_model("organizations", "Organization").objects.create(
        kind="rescue", name="Harbour Paws", slug="harbour_paws", status="approved", created_by_id=cast.rosa.pk
    )
    places = old.get_model("organizations", "Membership").objects
    places.create(organization=was, user_id=cast.rosa.pk, role="admin", status="active")
    places.create(organization=was, user_id=cast.remy.pk, role="member", status="removed")
    migrate(newest())
    rescue = Organization.objects.get()
    assert (rescue.join_policy, rescue.verified, rescue.version) == ("approval", False, 1)
    assert set(Membership.objects.values_list("role", "status")) == {
        ("admin", "active"),
        ("member", "removed"),
    }
    assert [(address.slug, address.organization) for address in Address.objects.all()] == [
        ("harbour_paws", rescue)
    ]
    assert cast.client().get("/api/v1/organizations/harbour_paws").status_code == 200
    Organization.objects.update(slug="tails")
    with pytest.raises(IntegrityError):
        factories.organization("Harbour Paws", founder=cast.milo, slug="harbour_paws")
