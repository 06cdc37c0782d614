"""What a new ride takes over from a template."""

from typing import Any
from uuid import UUID

from apps.organizations.models import Organization
from apps.rides.choices import RouteStanding
from apps.rides.models import Ride, RideTemplate
from apps.rides.models.facts import FACTS
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import Invalid


def with_template(
    organization: Organization, template: UUID | None, facts: dict[str, Any], *, by: Subject
) -> dict[str, Any]:
    """Add the words of a template of the club where nothing else is said; raise Invalid for no such one."""
    if template is None:
        return facts
    rows = RideTemplate.objects.select_related("route").filter(organization=organization).visible_to(by)
    found: RideTemplate | None = rows.filter(pk=template).first()
    if found is None:
        raise Invalid([("/template", "does_not_exist", "This club has no such template.")])
    usable = found.route is not None and found.route.standing == RouteStanding.IN_USE
    return {**facts_of(found), "route": found.route_id if usable else None, **facts}


def facts_of(plan: Ride | RideTemplate) -> dict[str, Any]:
    """What a ride and a template have in common."""
    return {name: getattr(plan, name) for name in (*FACTS, "capacity", "route")}
