"""Mails that were written before kinds and states existed keep their meaning."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from apps.notifications.models import Mail
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = [("notifications", "0001_initial")], [("notifications", "0003_kinds_and_states")]


def migrate(where: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(where)
    return executor.loader.project_state([*where, ("kernel", "0001_initial")]).apps


@pytest.fixture
def old(cast: Cast) -> Iterator[Any]:
    """The models as they were; whatever happens, the database is whole again afterwards."""
    assert cast.petra
    yield migrate(BEFORE)
    migrate(AFTER)


def test_old_mails_get_their_kind_and_the_end_of_their_delivery(cast: Cast, old: Any) -> None:
    pet = factories.pet(cast.petra)
    made = {}
    for template, state, delivery in (
        ("listings/mail/approved", "sent", "done"),
        ("listings/mail/changes_requested", "queued", "uncertain"),
        ("organizations/mail/suspended", "queued", "dead"),
        ("organizations/mail/approved", "no_address", "done"),
        ("listings/mail/removed", "queued", "queued"),
    ):
        mail = old.get_model("notifications", "Mail").objects.create(
            user_id=cast.petra.pk, template=template, state=state, about_type="listings.pet", about_id=pet.pk
        )
        made[template] = mail.pk
        facts = {"target_type": "notifications.mail", "target_id": mail.pk, "sequence": 1}
        event = old.get_model("kernel", "Event").objects.create(id=uuid4(), name="mail.queued", **facts)
        old.get_model("kernel", "Delivery").objects.create(
            event=event,
            handler="notifications.send_mail",
            state=delivery,
            error="it was like this" if delivery in ("uncertain", "dead") else "",
            available_at=timezone.now(),
            **facts,
        )
    migrate(AFTER)
    found = {mail.pk: (mail.kind, mail.state, mail.error, mail.attempts) for mail in Mail.objects.all()}
    assert found == {
        made["listings/mail/approved"]: ("pet.approved", "sent", "", 1),
        made["listings/mail/changes_requested"]: (
            "pet.changes_requested",
            "uncertain",
            "it was like this",
            0,
        ),
        made["organizations/mail/suspended"]: ("organization.suspended", "failed", "it was like this", 0),
        made["organizations/mail/approved"]: ("organization.approved", "no_address", "", 0),
        made["listings/mail/removed"]: ("pet.removed", "queued", "", 0),
    }
