"""Rides without a date, from which a club plans others."""

from typing import Any
from uuid import UUID

from apps.organizations.models import Organization
from apps.rides.models import Ride, RideTemplate
from apps.rides.services.from_template import facts_of
from apps.rides.services.planning import check_place, with_route
from apps.rides.services.series import check_may_repeat
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, Invalid, NotFound
from hearth.kernel.transactions import transactional
from hearth.kernel.workflow import check_seen

MOST_TEMPLATES = 200
NEVER_CHECKED = ["organization", "user", "route"]


@transactional
def create_template(
    organization: Organization, *, by: Subject, ride: UUID | None = None, **facts: Any
) -> RideTemplate:
    """Keep a template of a club; with `ride`, its words stand where nothing else is given."""
    require_for_new(by, "create", RideTemplate)
    organization = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    check_may_repeat(organization, by=by.refreshed())
    if RideTemplate.objects.filter(organization=organization).count() >= MOST_TEMPLATES:
        raise Conflict(f"A club has {MOST_TEMPLATES} templates at most.", rule="templates_at_most")
    facts = with_route(facts, organization)
    if ride is not None:
        facts = {**facts_of(_ride(organization, ride, by)), **facts}
    if missing := [name for name in ("title", "meeting_point") if not facts.get(name)]:
        raise Invalid([(f"/{name}", "required", "This field is required.") for name in missing])
    template = RideTemplate(organization=organization, user=by.user, **facts)
    _check(template)
    template.save(force_insert=True)
    record("ride_template.created", template, by=by)
    return template


@transactional
def edit_template(
    template: RideTemplate, *, by: Subject, seen_version: str = "", **facts: Any
) -> RideTemplate:
    """Change a template; rides that were planned from it stay as they are."""
    template = _opened(template, "edit", by)
    check_seen(template, seen_version)
    facts = with_route(facts, template.organization, template.route_id)
    changed = sorted(name for name, value in facts.items() if getattr(template, name) != value)
    if not changed:
        return template
    for name, value in facts.items():
        setattr(template, name, value)
    _check(template)
    template.version, template.updated_at = template.version + 1, by.now
    template.save()
    record("ride_template.edited", template, by=by, data={"fields": changed})
    return template


@transactional
def delete_template(template: RideTemplate, *, by: Subject) -> None:
    template = _opened(template, "delete", by)
    record("ride_template.deleted", template, by=by)
    RideTemplate.objects.filter(pk=template.pk).delete()


def _ride(organization: Organization, pk: UUID, by: Subject) -> Ride:
    rows = Ride.objects.filter(organization=organization).visible_to(by)
    found: Ride | None = rows.select_related("route").filter(pk=pk).first()
    if found is None:
        raise Invalid([("/ride", "does_not_exist", "This club has no such ride.")])
    return found


def _check(template: RideTemplate) -> None:
    template.full_clean(exclude=NEVER_CHECKED, validate_unique=False, validate_constraints=False)
    check_place(template)


def _opened(template: RideTemplate, verb: str, by: Subject) -> RideTemplate:
    require(by, verb, template)
    rows = RideTemplate.objects.select_for_update(no_key=True, of=("self",)).select_related("organization")
    fresh: RideTemplate | None = rows.filter(pk=template.pk).first()
    if fresh is None:
        raise NotFound()
    require(by, verb, fresh)
    return fresh
