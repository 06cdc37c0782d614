"""Organisations that were there before addresses, kinds and badges with an end keep what they had."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = ("organizations", "0001_initial")


def migrate(*where: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(list(where))
    return executor.loader.project_state(list(where)).apps


def newest() -> tuple[str, str]:
    (node,) = MigrationExecutor(connection).loader.graph.leaf_nodes("organizations")
    return node


@pytest.mark.usefixtures("empty_database")
def test_existing_ones_get_addresses_and_the_policy_of_a_rescue() -> None:
    old = migrate(BEFORE)
    people = old.get_model("accounts", "User").objects
    rosa, remy = (people.create(cognito_sub=uuid4(), display_name=name) for name in ("Rosa", "Remy"))
    organizations = old.get_model("organizations", "Organization").objects
    facts = {"kind": "rescue", "name": "Harbour Paws", "status": "approved"}
    was = organizations.create(slug="harbour_paws", created_by=rosa, **facts)
    places = old.get_model("organizations", "Membership").objects
    places.create(organization=was, user=rosa, role="admin", status="active")
    places.create(organization=was, user=remy, role="member", status="removed")
    now = migrate(newest())
    organizations = now.get_model("organizations", "Organization").objects
    rescue = organizations.get()
    assert (rescue.join_policy, rescue.verified_until, rescue.version) == ("approval", None, 1)
    assert set(now.get_model("organizations", "Membership").objects.values_list("role", "status")) == {
        ("admin", "active"),
        ("member", "removed"),
    }
    addresses = now.get_model("organizations", "Address").objects
    assert list(addresses.values_list("slug", "organization")) == [("harbour_paws", rescue.pk)]
    organizations.update(slug="tails")
    with pytest.raises(IntegrityError):
        organizations.create(slug="harbour_paws", created_by_id=rosa.pk, **facts)
