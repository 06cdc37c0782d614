"""What happens to an organisation is asked for in dialogs on its admin page, and done by the same verbs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.moderation.models import Decision
from apps.organizations.models import Membership, Organization, Verification
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

VERBS = {"verify", "unverify", "suspend", "reinstate", "archive", "unarchive"}


@pytest.fixture
def rescue(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


def dialog(rescue: Organization, verb: str) -> str:
    return reverse(f"admin:organizations_organization_{verb}", args=[rescue.pk])


def ask(cast: Cast, who: str, rescue: Organization, verb: str, **given: Any) -> Any:
    seen = given.pop("version", Organization.objects.get(pk=rescue.pk).version)
    return cast.browser(who).post(
        dialog(rescue, verb), {"version": seen, "_form_submitted": "True", **given}, follow=True
    )


def offered(cast: Cast, who: str, rescue: Organization) -> set[str]:
    page = cast.browser(who).get(reverse("admin:organizations_organization_change", args=[rescue.pk]))
    assert page.status_code == 200
    return {verb for verb in VERBS if dialog(rescue, verb) in page.content.decode()}


def test_offers_what_the_state_and_the_policy_have_room_for(cast: Cast, rescue: Organization) -> None:
    assert offered(cast, "mona", rescue) == {"verify", "suspend"}
    assert offered(cast, "sam", rescue) == {"verify", "suspend", "archive"}
    for state, verbs in (("suspended", {"reinstate"}), ("archived", {"unarchive"}), ("pending", set())):
        Organization.objects.update(status=state)
        assert offered(cast, "sam", rescue) == verbs
        assert offered(cast, "mona", rescue) == set()


def test_verifies_with_evidence_and_a_last_day(cast: Cast, rescue: Organization) -> None:
    opened = cast.browser("mona").get(dialog(rescue, "verify")).content.decode()
    assert "What was seen" in opened
    assert 'name="version" value="1"' in opened
    last_day = timezone.localdate() + timedelta(days=90)
    answer = ask(
        cast, "mona", rescue, "verify", evidence="visit", note="A calm place.", expires_on=str(last_day)
    )
    assert answer["HX-Redirect"].endswith(f"/{rescue.pk}/change/")
    given = Verification.objects.get()
    assert (given.evidence, given.note, given.expires_at.date()) == ("visit", "A calm place.", last_day)
    assert "unverify" in offered(cast, "mona", rescue)
    assert b"A calm place." in cast.browser("mona").get(answer["HX-Redirect"]).content
    ask(cast, "mona", rescue, "unverify", reason="mistake")
    assert Verification.objects.get().end_reason == "mistake"


@pytest.mark.parametrize("days", [0, 732])
def test_refuses_a_last_day_out_of_reach(cast: Cast, rescue: Organization, days: int) -> None:
    day = str(timezone.localdate() + timedelta(days=days))
    answer = ask(cast, "mona", rescue, "verify", evidence="visit", expires_on=day)
    assert "within the next two years" in answer.content.decode()
    assert not Verification.objects.exists()


def test_suspends_through_the_one_way_to_decide(cast: Cast, rescue: Organization) -> None:
    ask(cast, "mona", rescue, "suspend", reason="safety", note="Two complaints.")
    decision = Decision.objects.get()
    assert (decision.action, decision.reason, decision.note) == ("remove", "safety", "Two complaints.")
    ask(cast, "sam", rescue, "reinstate")
    ask(cast, "sam", rescue, "archive", reason="closed")
    ask(cast, "sam", rescue, "unarchive")
    rescue.refresh_from_db()
    assert (rescue.status, rescue.version) == ("approved", 5)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_acts_on_what_was_shown(cast: Cast, rescue: Organization, verb: str) -> None:
    state = {"reinstate": "suspended", "unarchive": "archived"}.get(verb, "approved")
    badge = timezone.now() + timedelta(days=9)
    Organization.objects.update(status=state, version=4, verified_until=badge)
    words = {"evidence": "visit", "expires_on": str(timezone.localdate() + timedelta(days=9))}
    reason = {"suspend": "rules", "unverify": "mistake"}.get(verb, "")
    answer = ask(cast, "sam", rescue, verb, version=3, reason=reason, **words)
    assert "HX-Redirect" in answer
    assert Organization.objects.filter(status=state, version=4).exists()


@pytest.mark.parametrize("who", ["mona", "sam"])
def test_own_organisation_is_for_others(cast: Cast, rescue: Organization, who: str) -> None:
    factories.membership(rescue, cast.person(who))
    for verb in ("verify", "suspend"):
        assert cast.browser(who).get(dialog(rescue, verb)).status_code == 403
        assert ask(cast, who, rescue, verb, evidence="visit", reason="rules").status_code == 403


@pytest.mark.parametrize("address", ["not-an-id", "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be0ff"])
def test_what_is_not_there_is_refused(cast: Cast, address: str) -> None:
    for verb in VERBS:
        page = reverse(f"admin:organizations_organization_{verb}", args=[address])
        assert cast.browser("sam").get(page).status_code in (403, 404)
        assert cast.browser("rosa").post(page).status_code in (403, 404)


def test_filters_by_badge(cast: Cast, rescue: Organization) -> None:
    factories.organization("Verified One", founder=cast.milo, verified=True)
    expired = factories.organization("Expired One", founder=cast.milo)
    Organization.objects.filter(pk=expired.pk).update(verified_until=timezone.now() - timedelta(days=1))
    address = reverse("admin:organizations_organization_changelist")
    for badge, name in (("valid", "Verified One"), ("expired", "Expired One"), ("none", "Harbour Paws")):
        found = cast.browser("sam").get(address, {"badge": badge}).content.decode()
        others = {"Verified One", "Expired One", "Harbour Paws"} - {name}
        assert name in found
        assert not [other for other in others if f">{other}<" in found]


def test_page_costs_the_same_with_many_people_and_badges(cast: Cast, rescue: Organization) -> None:
    address, sam = reverse("admin:organizations_organization_change", args=[rescue.pk]), cast.browser("sam")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert sam.get(address).status_code == 200
        return len(seen)

    badge = {"organization": rescue, "evidence": "visit", "expires_at": timezone.now() + timedelta(9)}
    factories.membership(rescue, cast.remy)
    Verification.objects.create(**badge, granted_by=cast.mona)
    few = queries()
    for name in ("ana", "petra", "milo", "max"):
        factories.membership(rescue, cast.person(name))
        Verification.objects.update(ended_at=timezone.now(), end_reason="renewed", ended_by=cast.person(name))
        Verification.objects.create(**badge, granted_by=cast.max)
    assert queries() == few


def test_site_admin_registers_one_and_names_who_runs_it(cast: Cast) -> None:
    address = reverse("admin:organizations_organization_add")
    assert cast.browser("mona").get(address).status_code == 403
    sam = cast.browser("sam")
    form = sam.get(address).content.decode()
    assert 'name="head"' in form
    assert '<option value="club">' in form
    given = {"kind": "club", "name": "Harbour Wheelers", "country": "AU", "timezone": "Australia/Sydney"}
    refused = sam.post(address, {**given, "head": "nobody@example.org"})
    assert b"Nobody who has an account here" in refused.content
    assert not Organization.objects.exists()
    made = sam.post(address, {**given, "head": str(cast.ana.email).upper()})
    assert made.status_code == 302
    club, place = Organization.objects.get(), Membership.objects.get()
    assert (club.kind, club.status, club.slug) == ("club", "approved", "harbour-wheelers")
    assert (place.user, place.role) == (cast.ana, "owner")
