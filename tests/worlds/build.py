"""Puts a planned world into the database, in few statements: hundreds of them are made in one run."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from apps.accounts.models import User
from apps.applications.models import Application
from apps.curation.models import EVERYWHERE, FeaturedPlacement
from apps.listings.choices import Coat, Known
from apps.listings.models import Pet
from apps.moderation.models import Decision, Report, ReportCase, ReviewItem
from apps.notifications.models import Notification
from apps.organizations.kinds import KINDS
from apps.organizations.models import Handover, Invitation, Membership, Organization, Verification
from apps.rides.models import Ride, Route
from hearth.kernel.authorization import Subject
from hearth.kernel.ids import uuid7
from hearth.kernel.models import Job
from tests.cast import Cast
from tests.factories import DESCRIPTION, placed
from tests.worlds import adopters, riders
from tests.worlds.plan import PEOPLE, Plan, PlannedOrganization, PlannedPet


@dataclass
class World:
    """What stands in the database, and who asks."""

    plan: Plan
    cast: Cast
    now: datetime
    people: dict[str, User]
    organizations: list[Organization] = field(default_factory=list)
    pets: list[Pet] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    clubs: list[Organization] = field(default_factory=list)
    rides: list[Ride] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)

    def id_of(self, who: str) -> UUID | None:
        return self.people[who].pk if who else None

    def subject(self, who: str) -> Subject:
        return self.cast.subject(who) if who else Subject()


def build(plan: Plan, cast: Cast) -> World:
    world = World(
        plan, cast, timezone.now().replace(microsecond=0), {who: cast.person(who) for who in (*PEOPLE, "max")}
    )
    User.objects.filter(pk__in=[world.id_of(who) for who in plan.suspended]).update(status="suspended")
    world.organizations = Organization.objects.bulk_create(
        _organization(world, planned, number) for number, planned in enumerate(plan.organizations)
    )
    Verification.objects.bulk_create(_verifications(world))
    Membership.objects.bulk_create(_memberships(world, plan))
    pets = world.pets = Pet.objects.bulk_create(_pets(world, plan))
    Invitation.objects.bulk_create(_invitations(world, plan))
    Handover.objects.bulk_create(_handovers(world, plan))
    Notification.objects.bulk_create(_notifications(world, plan))
    Job.objects.bulk_create(_jobs(world, plan))
    reports = _reports(world, plan)
    ReportCase.objects.bulk_create(report.case for report in reports)
    Report.objects.bulk_create(reports)
    Decision.objects.bulk_create(_decisions(world, plan))
    waiting = [pet for pet in pets if pet.moderation == "pending"]
    ReviewItem.objects.bulk_create(_review_items(world, plan, waiting, [report.case for report in reports]))
    FeaturedPlacement.objects.bulk_create(_placements(world))
    adopters.build(world, plan)
    riders.build(world, plan)
    return world


def _organization(world: World, planned: PlannedOrganization, number: int) -> Organization:
    until = {"no": None, "yes": timedelta(days=30), "expired": -timedelta(days=1)}[planned.verified]
    return Organization(
        kind=planned.kind,
        name=f"House {number}",
        slug=f"house-{number}",
        status=planned.status,
        region=planned.region,
        verified_until=world.now + until if until else None,
        created_by=world.people[planned.founder],
        created_at=world.now - timedelta(minutes=planned.minutes),
    )


def _verifications(world: World) -> list[Verification]:
    return [
        Verification(
            organization=house,
            evidence="visit",
            granted_by=world.people["max"],
            granted_at=world.now - timedelta(days=10),
            expires_at=house.verified_until,
        )
        for house in world.organizations
        if house.verified_until
    ]


def _memberships(world: World, plan: Plan) -> list[Membership]:
    return [
        Membership(
            organization=organization,
            user=world.people[place.person],
            role=KINDS[planned.kind].roles[place.role % len(KINDS[planned.kind].roles)],
            status=place.status,
            message="May I help with the walks?",
        )
        for organization, planned in zip(world.organizations, plan.organizations, strict=True)
        for place in planned.places
    ]


def _pets(world: World, plan: Plan) -> list[Pet]:
    made = []
    for number, planned in enumerate(plan.pets):
        began = world.now - timedelta(minutes=planned.minutes)
        house = _house(world, planned.organization)
        born = None if planned.days is None else (world.now - timedelta(days=planned.days)).date()
        made.append(
            Pet(
                name=f"Pet {number}",
                user=world.people[planned.owner],
                organization=house,
                moderation=planned.moderation,
                placement=planned.placement,
                **placed(planned.placement),
                species=planned.species,
                region=planned.region,
                suburb="Wattle Cove",
                breed=planned.breed,
                size=planned.size,
                sex=planned.sex,
                birth_date=born,
                description=DESCRIPTION,
                **_facts(planned),
                created_at=began,
                published_at=began if planned.moderation == "approved" else None,
            )
        )
    return made


def _facts(planned: PlannedPet) -> dict[str, Any]:
    """What filters ask for and no rule does, by the digits of a number."""
    ones, tens, hundreds, thousands = (planned.facts // 10**place % 10 for place in range(4))
    return {
        "coat": Coat.values[ones % len(Coat.values)],
        "colours": ("black and tan", "white")[ones % 2],
        "good_with_children": Known.values[tens % 3],
        "good_with_dogs": Known.values[(tens + ones) % 3],
        "good_with_cats": Known.values[hundreds % 3],
        "house_trained": Known.values[(hundreds + ones) % 3],
        "desexed": Known.values[(hundreds + tens) % 3],
        "special_needs": ("", "Eye drops twice a day")[thousands % 2],
        "latitude": (-33, -30)[thousands % 2],
        "longitude": 151,
        "happy_ending": "At home by the sea." if planned.placement == "adopted" and ones % 2 else "",
    }


def _house(world: World, number: int | None) -> Organization | None:
    return None if number is None else world.organizations[number % len(world.organizations)]


def _invitations(world: World, plan: Plan) -> list[Invitation]:
    made, taken = [], set[Any]()
    for planned in plan.invitations:
        house, to = _house(world, planned.organization), world.people[planned.to]
        assert house is not None
        recipient = {"email": str(to.email).lower()} if planned.by_address else {"user": to}
        key = house.pk, planned.to, planned.by_address
        if key in taken:
            continue
        taken.add(key)
        made.append(
            Invitation(
                organization=house,
                role=KINDS[house.kind].lowest_role,
                status=planned.status,
                invited_by=house.created_by,
                token_hash=sha256(uuid4().bytes).hexdigest(),
                expires_at=world.now + timedelta(days=-1 if planned.expired else 7),
                **recipient,
            )
        )
    return made


def _handovers(world: World, plan: Plan) -> list[Handover]:
    made, open_ones = [], set[UUID]()
    for planned in plan.handovers:
        house = _house(world, planned.organization)
        assert house is not None
        if planned.giver == planned.receiver or (planned.status == "pending" and house.pk in open_ones):
            continue
        if planned.status == "pending":
            open_ones.add(house.pk)
        made.append(
            Handover(
                organization=house,
                role=KINDS[house.kind].top_role,
                giver=world.people[planned.giver],
                receiver=world.people[planned.receiver],
                status=planned.status,
                expires_at=world.now + timedelta(days=7),
            )
        )
    return made


def _notifications(world: World, plan: Plan) -> list[Notification]:
    return [
        Notification(
            user=world.people[planned.person],
            kind="organization.approved",
            about_type="organizations.organization",
            about_id=world.organizations[0].pk,
            context={"name": "Ana", "organization_name": "House 0", "path": "/rescues/house-0"},
            read_at=world.now if planned.read else None,
            created_at=world.now - timedelta(minutes=planned.minutes),
        )
        for planned in plan.notifications
    ]


def _jobs(world: World, plan: Plan) -> list[Job]:
    return [
        Job(
            owner=world.people[planned.person],
            kind="exports.my_data",
            params={"number": number},
            state=planned.state,
            settled_at=None if planned.state in Job.LIVE else world.now,
        )
        for number, planned in enumerate(plan.jobs)
    ]


def _reports(world: World, plan: Plan) -> list[Report]:
    """Each about something of its own, which is gone; some of it was the reviewers'."""
    owners, houses = [world.people[who] for who in ("max", "mona", "sam")], [None, *world.organizations]
    return [
        Report(
            case=ReportCase(
                kind="pet",
                target_id=uuid4(),
                owner=owners[number % len(owners)],
                organization=houses[number % len(houses)],
                state=planned.state,
                settled_at=None if planned.state == ReportCase.State.OPEN else world.now,
            ),
            reporter=world.people[planned.person],
            reason="scam",
            points=1,
        )
        for number, planned in enumerate(plan.reports)
    ]


def _decisions(world: World, plan: Plan) -> list[Decision]:
    return [
        Decision(
            id=uuid7(),
            kind=planned.kind,
            target_id=uuid4(),
            action=planned.action,
            reason="" if planned.action == "approve" else "selling",
            revision_seen=1,
            submitter=world.people[planned.submitter],
            organization=_house(world, planned.organization),
            reviewer=world.people["max"],
            decided_at=world.now,
        )
        for planned in plan.decisions
    ]


def _placements(world: World) -> list[FeaturedPlacement]:
    """The first pets, each on its organisation's page or on the homepage, whether they are shown or not."""
    return [
        FeaturedPlacement(
            surface="organization" if pet.organization_id else "home",
            organization=pet.organization,
            scope_id=pet.organization_id or EVERYWHERE,
            position=number,
            kind="pet",
            target_id=pet.pk,
            during=DateTimeTZRange(world.now, None),
        )
        for number, pet in enumerate(world.pets[:3], start=1)
    ]


def _review_items(world: World, plan: Plan, pets: list[Pet], cases: list[ReportCase]) -> list[ReviewItem]:
    pending = [house for house in world.organizations if house.status == "pending"]
    rows: list[tuple[str, Any, User]] = [
        *(("pet", pet, pet.user) for pet in pets),
        *(("organization", house, house.created_by) for house in pending),
        *(("report", case, case.owner) for case in cases),
    ]
    # Nobody's, somebody's, and one whose ten minutes are over.
    mona, sam, later = world.people["mona"], world.people["sam"], world.now + timedelta(days=1)
    claims: list[dict[str, Any]] = [
        {},
        {"claimed_by": mona, "claimed_until": later},
        {"claimed_by": sam, "claimed_until": later},
        {"claimed_by": mona, "claimed_until": world.now - timedelta(days=1)},
    ]
    return [
        ReviewItem(
            kind=kind,
            target_id=row.pk,
            revision=row.version,
            version=row.version,
            submitter=submitter,
            organization_id=row.organization_id,
            state=plan.review_states[number % len(plan.review_states)],
            origin=("submitted", "reported")[number % 2],
            priority=number % 3,
            opened_at=world.now,
            **claims[number % len(claims)],
        )
        for number, (kind, row, submitter) in enumerate(rows)
    ]
