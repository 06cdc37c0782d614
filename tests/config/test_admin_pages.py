"""Every admin list and form opens for those who may, with a recorded number of queries, whatever the rows."""

from itertools import cycle, islice

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.alerts.models import Favorite, SavedSearch
from apps.curation.services import place
from apps.listings.models import FetchedPhoto, Pet, Place, ProposedPhoto, RescueProfile
from apps.moderation.models import Appeal, ReasonMessage, Report, ReportCase
from apps.moderation.services import decide
from apps.notifications.models import Suppression
from apps.notifications.services import set_wishes
from apps.petfinder.services import create_client, number_pets
from hearth.kernel.admin import PolicyAdmin
from hearth.kernel.models import IdempotencyRecord, Job, JobPiece, RateCounter, Reveal, ScheduledRun
from tests import factories
from tests.applications import applying, asked
from tests.calendars import rows as calendar_rows
from tests.cast import Cast
from tests.integrations import rows as encrypted_rows
from tests.moderation.records import decided
from tests.notifications.telling import tell
from tests.rides import rows as ride_rows
from tests.rides.riding import club
from tests.rides.route_calls import measured_route

pytestmark = pytest.mark.django_db

LISTS = {
    "accounts.user": 6,
    "alerts.favorite": 6,
    "alerts.savedsearch": 6,
    "applications.application": 6,
    "applications.applicationform": 6,
    "applications.block": 6,
    "applications.household": 6,
    "applications.message": 6,
    "applications.note": 6,
    "applications.petline": 6,
    "applications.question": 6,
    "applications.turn": 6,
    "calendars.calendarfeed": 6,
    "curation.featuredplacement": 11,
    "integrations.servicepause": 6,
    "integrations.stravaactivity": 6,
    "integrations.stravaconnection": 6,
    "integrations.stravafarewell": 6,
    "integrations.stravanotice": 6,
    "kernel.delivery": 6,
    "kernel.event": 6,
    "kernel.idempotencyrecord": 6,
    "kernel.job": 6,
    "kernel.jobpiece": 6,
    "kernel.ratecounter": 6,
    "kernel.reveal": 6,
    "kernel.revision": 6,
    "kernel.scheduledrun": 6,
    "listings.fetchedphoto": 6,
    "listings.pet": 8,
    "listings.petphoto": 6,
    "listings.place": 6,
    "listings.proposedphoto": 6,
    "listings.rescueprofile": 6,
    "media.mediafile": 6,
    "moderation.appeal": 8,
    "moderation.decision": 6,
    "moderation.reasonmessage": 6,
    "moderation.report": 6,
    "moderation.reportcase": 10,
    "moderation.reviewitem": 6,
    "notifications.mail": 6,
    "notifications.notification": 6,
    "notifications.preference": 6,
    "notifications.suppression": 6,
    "organizations.address": 6,
    "organizations.handover": 6,
    "organizations.invitation": 6,
    "organizations.membership": 6,
    "organizations.organization": 6,
    "organizations.verification": 6,
    "petfinder.animalnumber": 6,
    "petfinder.apiclient": 6,
    "rides.clubprofile": 6,
    "rides.emergencycontact": 6,
    "rides.pacegroup": 6,
    "rides.participation": 6,
    "rides.ride": 6,
    "rides.rideattachment": 6,
    "rides.rideinvitation": 6,
    "rides.ridetemplate": 6,
    "rides.route": 6,
    "rides.routeversion": 6,
    "rides.series": 6,
    "rides.sharedcontact": 6,
}
"""At most so many queries for a site admin: session, person, count, rows and what they need; reviewed."""


def fill(cast: Cast, rows: int, start: int = 0) -> None:
    """Make rows for every list; reviewed."""
    for number in range(start, start + rows):
        harbour = factories.organization(f"Rescue {number}", founder=cast.rosa, verified=True)
        RescueProfile.objects.create(organization=harbour)
        factories.membership(harbour, cast.remy)
        factories.invitation(harbour, cast.rosa, email="ana@hearth.example")
        factories.handover(harbour, cast.rosa, cast.remy)
        pet = factories.pet(cast.petra)
        factories.change(pet, description=f"Written anew. {factories.DESCRIPTION}")
        ProposedPhoto.objects.create(pet=pet, media=factories.photo(cast.petra))
        FetchedPhoto.objects.create(pet=pet, address=f"https://photos.example.org/{number}", job_id=pet.pk)
        report_and_appeal(cast, pet)
        asked.block(asked.question(pet, cast.ana).user, by=harbour.created_by, organization=harbour)
        Favorite.objects.create(user=cast.ana, pet=pet)
        apply_and_read(cast, pet, number)
        loop, captains = encrypted_rows.made(cast, number)
        calendar_rows.planned(loop, captains)
        ride_rows.around(loop)
        measured_route(club(cast, f"Wheelers {number}"), cast.lee)
        SavedSearch.objects.create(user=cast.ana, name=f"Search {number}")
        pending = factories.pet(cast.rosa, organization=harbour, moderation="pending")
        decide(pending, by=cast.subject("mona"), action="approve", seen_version=1)
        factories.pet(cast.petra, moderation="pending")
        place(pet, by=cast.subject("mona"), kind="pet", position=number + 1, starts=timezone.now())
        tell(cast.petra, about=pet)
        set_wishes(cast.petra, {"pet.approved": {"email": False}}, by=cast.subject("petra"))
        Suppression.objects.create(kind="pet.approved", address_hash=str(number))
        now, petra = timezone.now(), cast.petra
        Reveal.objects.create(user=petra, target_type="a", target_id=pet.pk, reason="legal", expires_at=now)
        RateCounter.objects.create(user=petra, name=f"limit.{number}", started_at=now, spent=1)
        job = Job.objects.create(owner=petra, kind="exports.my_data", params={"number": number})
        JobPiece.objects.create(job=job, role="given")
        IdempotencyRecord.objects.create(user=petra, key=str(number), fingerprint="of a request", status=201)
        ScheduledRun.objects.create(name="jobs.forget", key=str(number), due_at=now)
        ReasonMessage.objects.create(kind="pet", code=f"reason-{number}", language="en", text="Of {title}.")


def apply_and_read(cast: Cast, pet: Pet, number: int) -> None:
    """An application with all that hangs on it, and a program that reads pets."""
    sent = applying.application(factories.pet(pet.user), cast.remy, status="approved")
    applying.threads(sent, number)
    Place.objects.create(name=f"Place {number}", region="Nowhere", latitude=1, longitude=1)
    number_pets(Pet.objects.filter(pk=pet.pk))
    create_client(by=cast.subject("ana"), name=f"Program {number}")


def report_and_appeal(cast: Cast, pet: Pet) -> None:
    case = ReportCase.objects.create(kind="pet", target_id=pet.pk, owner=cast.petra)
    Report.objects.create(case=case, reporter=cast.ana, reason="scam", points=2)
    against = decided(cast.petra, cast.mona, "remove", target=factories.pet(cast.petra, photo_state="").pk)
    Appeal.objects.create(decision=against, appellant=cast.petra, first_reviewer=cast.mona)


def count(browser: Client, label: str) -> int:
    address = reverse(f"admin:{label.replace('.', '_')}_changelist") + "?q="
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(address)
    assert answer.status_code == 200, address
    return len(seen)


def test_lists_cost_the_same_at_any_length(cast: Cast) -> None:
    sam = cast.browser("sam")
    fill(cast, 2)
    few = {label: count(sam, label) for label in LISTS}
    fill(cast, 3, start=2)
    many = {label: count(sam, label) for label in LISTS}
    assert few == many
    assert {label: number for label, number in many.items() if number > LISTS[label]} == {}


NUL = (
    *(
        f"{name}=a%00b"
        for name in ("state", "state__exact", "kind", "name", "region", "reason", "id", "q", "unknown")
    ),
    *("state=a&state=%00", "%00=a"),
)


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["some", "every"])
def test_lists_look_for_nothing_that_holds_nul(cast: Cast, every: bool) -> None:
    """Three queries for each list, so that each comes to many lists; `make soak` has all everywhere."""
    sam = cast.browser("sam")
    for number, label in enumerate(LISTS):
        address = reverse(f"admin:{label.replace('.', '_')}_changelist")
        for query in NUL if every else islice(cycle(NUL), 3 * number, 3 * number + 3):
            answer = sam.get(f"{address}?{query}")
            assert (answer.status_code, answer["Location"]) == (302, address), query


def test_every_list_is_recorded() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == LISTS.keys()


def test_sends_strangers_to_sign_in(cast: Cast) -> None:
    for label in LISTS:
        wanted = reverse(f"admin:{label.replace('.', '_')}_changelist")
        answer = cast.browser().get(wanted)
        assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={wanted}")
    followed = cast.browser().get("/admin/", follow=True)
    assert followed.redirect_chain[-1][0] == "/sign-in?next=%2Fadmin%2F"


@pytest.mark.parametrize("name", ["ana", "rosa", "quinn"])
def test_tells_everybody_else_that_it_is_not_theirs(cast: Cast, name: str) -> None:
    addresses = [reverse(f"admin:{label.replace('.', '_')}_changelist") for label in LISTS]
    browser = cast.browser(name)
    for address in ["/admin/", "/admin/nowhere/", "/admin/password_change/", *addresses]:
        answer = browser.get(address)
        assert answer.status_code == 403, address
        assert "This page is not open to you" in answer.content.decode()


def test_has_no_passwords_to_change(cast: Cast) -> None:
    for address in ("/admin/password_change/", "/admin/password_change/done/"):
        assert cast.browser("sam").get(address).status_code == 404


def test_moderators_see_work_and_not_people(cast: Cast) -> None:
    fill(cast, 1)
    mona = cast.browser("mona")
    work = ("moderation.decision", "moderation.reportcase", "moderation.appeal", "media.mediafile")
    people = ("accounts.user", "kernel.event", "notifications.mail", "moderation.report")
    for label in ("listings.pet", "curation.featuredplacement", *work):
        assert mona.get(reverse(f"admin:{label.replace('.', '_')}_changelist")).status_code == 200
    for label in ("organizations.membership", *people):
        assert mona.get(reverse(f"admin:{label.replace('.', '_')}_changelist")).status_code == 403


BY_FORM = {"curation.featuredplacement", "moderation.reasonmessage"}
"""What is edited and deleted in forms; reviewed."""


def test_nothing_else_is_changed_or_deleted_by_hand(cast: Cast) -> None:
    """What is no thing of people's is edited in forms; everything else moves by verbs."""
    fill(cast, 1)
    sam = cast.browser("sam")
    for model, model_admin in admin.site._registry.items():
        assert isinstance(model_admin, PolicyAdmin)
        row = model._default_manager.first()
        assert row is not None, model
        address = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert sam.get(reverse(f"{address}_change", args=[row.pk])).status_code == 200, address
        if model._meta.label_lower not in BY_FORM:
            assert sam.post(reverse(f"{address}_change", args=[row.pk]), {}).status_code == 403, address
            assert sam.post(reverse(f"{address}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_site_admin_adds_and_removes_members(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    sam, add = cast.browser("sam"), reverse("admin:organizations_membership_add")
    given = {"organization": harbour.pk, "user": cast.remy.pk, "role": "member", "note": ""}
    assert sam.post(add, given).status_code == 302
    assert harbour.memberships.live().filter(user=cast.remy).exists()
    assert sam.post(add, given, follow=True).content.decode().count("member already")
    assert harbour.memberships.live().count() == 2
    listed = reverse("admin:organizations_membership_changelist")
    chosen = {"action": "remove", "_selected_action": [str(row.pk) for row in harbour.memberships.all()]}
    page = sam.post(listed, chosen, follow=True).content.decode()
    assert "keeps at least one admin" in page
    assert [row.user for row in harbour.memberships.live()] == [cast.rosa]


def test_says_what_a_constraint_refuses_in_a_race(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check in Python saw nobody, and the database did."""
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    monkeypatch.setattr("apps.organizations.querysets.MembershipQuerySet.live", lambda rows: rows.none())
    given = {"organization": harbour.pk, "user": cast.remy.pk, "role": "member", "note": ""}
    page = cast.browser("sam").post(reverse("admin:organizations_membership_add"), given, follow=True)
    assert page.status_code == 200
    assert "member already" in page.content.decode()
