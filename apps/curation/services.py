"""Verbs of curation, and the one selector of what is featured just now."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F
from django.utils import timezone

from apps.curation.featurables import of_kind
from apps.curation.models import EVERYWHERE, FeaturedPlacement
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.constraints import explain_constraint, explain_violation
from hearth.kernel.events import record
from hearth.kernel.problems import Invalid
from hearth.kernel.transactions import transactional

explain_constraint(
    "placement_position_once", "Something else has this position in that time.", field="position"
)
explain_constraint("placement_target_once", "It is featured here already in that time.", field="target")


@transactional
def place(
    target: Any,
    *,
    by: Subject,
    kind: str,
    position: int,
    starts: datetime,
    ends: datetime | None = None,
    organization: Organization | None = None,
) -> FeaturedPlacement:
    """Feature a public target; raise Invalid when the position or the target is taken in that time."""
    require_for_new(by, "create", FeaturedPlacement)
    if not of_kind(kind).public().filter(pk=target.pk).exists():
        raise Invalid([("/target", "not_public", "Only what the public sees can be featured.")])
    placement = FeaturedPlacement(
        surface="organization" if organization else "home",
        organization=organization,
        scope_id=organization.pk if organization else EVERYWHERE,
        kind=kind,
        target_id=target.pk,
        position=position,
        during=during(starts, ends),
    )
    _clean(placement)
    _write(lambda: placement.save(force_insert=True))
    record("placement.created", placement, by=by, data={"target": str(target.pk)})
    return placement


@transactional
def move_placement(
    placement: FeaturedPlacement,
    *,
    by: Subject,
    position: int,
    starts: datetime,
    ends: datetime | None = None,
) -> FeaturedPlacement:
    """Change where and when; the same refusals as `place`."""
    require(by, "edit", placement)
    placement.position, placement.during = position, during(starts, ends)
    _clean(placement)
    changes = {
        "position": placement.position,
        "during": placement.during,
        "version": F("version") + 1,
        "updated_at": timezone.now(),
    }
    _write(lambda: FeaturedPlacement.objects.filter(pk=placement.pk).update(**changes))
    record("placement.moved", placement, by=by)
    return placement


@transactional
def end_placement(placement: FeaturedPlacement, *, by: Subject) -> None:
    require(by, "delete", placement)
    locked = FeaturedPlacement.objects.select_for_update(no_key=True).get(pk=placement.pk)
    record("placement.ended", locked, by=by, data={"target": str(locked.target_id)})
    locked.delete()


def featured(kind: str, *, organization: Organization | None = None, at: datetime | None = None) -> list[Any]:
    """What is featured at a moment, by position: placed then *and* still public."""
    placements = FeaturedPlacement.objects.at(at or timezone.now()).filter(kind=kind).order_by("position")
    placements = placements.on_organization(organization.pk) if organization else placements.on_home()
    wanted = list(placements.values_list("target_id", flat=True))
    rows = {row.pk: row for row in of_kind(kind).public().filter(pk__in=wanted)} if wanted else {}
    return [rows[pk] for pk in wanted if pk in rows]


def during(starts: datetime, ends: datetime | None) -> DateTimeTZRange:
    if ends is not None and ends <= starts:
        raise Invalid([("/ends", "order", "The end must come after the beginning.")])
    return DateTimeTZRange(starts, ends, "[)")


def _clean(placement: FeaturedPlacement) -> None:
    try:
        placement.clean_fields()
    except ValidationError as error:
        found = [(f"/{name}", "invalid", " ".join(texts)) for name, texts in error.message_dict.items()]
        raise Invalid(found) from None


def _write(change: Any) -> None:
    try:
        with transaction.atomic():
            change()
    except IntegrityError as error:
        if problem := explain_violation(error):
            raise problem from None
        raise
