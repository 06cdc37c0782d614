"""Each request of one person, sent again by another, changes nothing of theirs and tells nothing of them."""

import json
import pickle
import re
from collections.abc import Collection, Iterator
from copy import copy
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from rest_framework import serializers

from apps.accounts.models import User
from apps.applications.models import Application
from apps.listings.api.views import PetViewSet
from apps.listings.models import Pet
from apps.moderation.models import Decision
from apps.notifications.models import Mail
from hearth.kernel.api.views import PolicyViewSet
from hearth.kernel.ids import uuid7
from hearth.kernel.models import IdempotencyRecord, Reveal
from hearth.local.people import PEOPLE, Person
from tests import factories
from tests.api import canaries
from tests.api.calls import collected
from tests.api.routes import READS, ROUTES, TAKES_BODY, Route
from tests.api.snapshots import snapshot
from tests.api.stage import CALLS, Stage
from tests.api.writable import WRITABLE
from tests.applications import applying
from tests.cast import Cast
from tests.fixtures.stage import standing
from tests.matrices import undone
from tests.shares import shares, some

pytestmark = pytest.mark.django_db

STRANGERS = {
    "wim": Person("wim", "7c0a1d52-6f0e-4a39-9a53-1d4f0b7befe1", "Wim Stranger", "Knows nobody."),
    "una": Person("una", "7c0a1d52-6f0e-4a39-9a53-1d4f0b7befe2", "Una Elsewhere", "Runs another rescue."),
}
REFUSALS = {400, 401, 403, 404, 409, 412, 422, 428}
PUBLIC_READS = {
    "GET organizations/{id}",
    "GET organizations/{id}/actions",
    "GET organizations/{organization}/pets",
    # Lists of an organisation that anybody knows of; strangers find no rows in them.
    *(f"GET organizations/{{parent}}/{things}" for things in ("memberships", "invitations", "handovers")),
    *(f"GET organizations/{{parent}}/{things}" for things in ("questions", "blocks")),
    *("GET pets/{parent}/questions", "GET questions/{id}", "GET questions/{id}/actions"),
    *(f"GET organizations/{{parent}}/{things}" for things in ("applications", "application-forms")),
    *("GET pets/{parent}/applications", "GET pets/{parent}/application-form"),
    *(f"GET application-forms/{{id}}{more}" for more in ("", "/schema")),
    "GET pets/{id}",
    "GET pets/{id}/actions",
    # A ride that is for everybody, and what a club has for everybody.
    *("GET rides/{id}", "GET rides/{parent}/pace-groups", "GET clubs/{parent}/rides"),
    "GET clubs/{parent}/calendar.ics",
    # Of another club: an empty list.
    *("GET clubs/{parent}/series", "GET clubs/{parent}/ride-templates"),
    *("GET clubs/{id}", "GET clubs/{id}/actions", "GET clubs/{parent}/memberships"),
    *("GET clubs/{parent}/routes", "GET rides/{id}/route"),
}
"""What anybody may read about somebody else's row; reviewed."""
ANYBODY_MAY = {
    "POST organizations/{parent}/memberships",
    "POST pets/{parent}/questions",
    "POST pets/{parent}/applications",
    "PUT pets/{parent}/favorite",
    "DELETE pets/{parent}/favorite",
    *("POST rides/{parent}/participations", "POST clubs/{parent}/memberships"),
}
"""What anybody may do at somebody else's public row, which makes a row of their own; reviewed."""
COUNTERS = {"RateCounter"}
COUNTS = {"POST rides/{parent}/participations": {("Ride", "confirmed_count")}}
"""What a row of one's own raises beside somebody else's; reviewed."""
RIDES_ARE_READ = ("GET rides", "GET clubs/{parent}/rides", "GET rides/{id}", "GET rides/{id}/route")
TELLS = {route: {"Route.name"} for route in RIDES_ARE_READ}
"""What is the club's alone until a ride that anybody sees goes there; reviewed."""
LISTS: dict[str, set[str]] = collected("FILTERS")


class Trial:
    """The stage, with a canary in all that is hidden from four strangers to it."""

    def __init__(self, cast: Cast) -> None:
        self.stage = Stage(cast)
        elsewhere = factories.organization("Elsewhere", founder=cast.una)
        strangers = [cast.wim, cast.una, cast.quinn]
        leave_traces(self.stage)
        self.sits = canaries.release(except_for=strangers)
        self.hidden: dict[str, dict[str, str]] = {}
        """What was found hidden from whom; the same for all copies."""
        self.before = snapshot()
        own = {str(row.pk) for row in (*strangers, elsewhere)}
        self.own = {key for key, row in self.before.items() if own & {str(value) for value in row.values()}}

    def send(self, who: str, route: str, body: Any = None, *, query: str = "") -> HttpResponse:
        client = self.stage.cast.client(who)
        client.raise_request_exception = False
        return self.stage.send(route, body, client=client, url=self.stage.url(route) + query)

    def leaks(self, answer: HttpResponse, *, of: str = "") -> Iterator[str]:
        """The columns that an answer tells of: of all hidden rows, or of the one with this id."""
        words = f"{dict(answer.headers)} {answer.content.decode(errors='replace')}"
        for word in sorted(set(re.findall(canaries.PATTERN, words))):
            if not of or str(self.sits[word].row) == of:
                yield f"tells {self.sits[word].column}"

    def damage(self, own: set[Any], *, counts: Collection[tuple[str, str]] = ()) -> Iterator[str]:
        """Rows that were there before, are nobody's of these and are not the same now."""
        after = snapshot()
        for key, row in self.before.items():
            now = after.get(key, {})
            if now is not row and key not in own and key[0] not in COUNTERS and now != row:
                changed = sorted(name for name in row if now.get(name) != row[name])
                if not {(key[0], name) for name in changed} <= set(counts):
                    yield f"changed {key[0]}: {changed}"

    def wrongs(self, who: str, route: str) -> Iterator[str]:
        """Say what a stranger reads or does with the good call of somebody else."""
        with undone():
            answer = self.send(who, route)
            found = [leak for leak in self.leaks(answer) if leak.split()[-1] not in TELLS.get(route, ())]
            reads, about_a_row = ROUTES[route].method in READS, "{" in ROUTES[route].path
            if not reads:
                found += self.damage(self.own, counts=COUNTS.get(route, ()))
            if answer.status_code >= 400:
                if answer.status_code not in REFUSALS:
                    found.append("is no refusal")
            elif about_a_row and route not in (PUBLIC_READS if reads else ANYBODY_MAY):
                found.append("was let through")
        for wrong in found:
            yield f"{who or 'nobody'}, {route}: {answer.status_code} {wrong}"

    def hidden_from(self, who: str) -> dict[str, str]:
        """The id of one row of each sort that this person may not see."""
        if who in self.hidden:
            return self.hidden[who]
        subject, found = self.stage.cast.subject(who), self.hidden.setdefault(who, {})
        for model in apps.get_models():
            if model.__module__.startswith("apps.") and canaries.policed(model):
                seen = canaries.visible(model, subject).values("pk")
                row = model._default_manager.exclude(pk__in=seen).first()
                if row is not None:
                    found[model.__name__] = str(row.pk)
        return found


def leave_traces(stage: Stage) -> None:
    """Make rows of the sorts that come about behind the routes: whose words are as private as any."""
    cast, pet = stage.cast, stage.returned
    Decision.objects.create(
        id=uuid7(),
        kind="pet",
        target_id=pet.pk,
        revision_seen=pet.version,
        action="request_changes",
        reason="photos",
        reviewer=cast.mona,
        submitter=pet.user,
    )
    Reveal.objects.create(
        user=cast.sam,
        target_type="accounts.user",
        target_id=cast.ana.pk,
        reason="support",
        expires_at=timezone.now() + timedelta(minutes=15),
    )
    Mail.objects.create(
        kind="pet.approved", about_type="listings.pet", about_id=pet.pk, address="a@b.example", context={}
    )
    sent = Application.objects.exclude(status="draft").first()
    applying.message(sent, sent.user, text="May I visit?")
    applying.note(sent, cast.rosa, text="A kind voice.")
    IdempotencyRecord.objects.create(user=cast.petra, key="a", fingerprint="a", status=201, body="{}")


@pytest.fixture(scope="module")
def _begin_trial(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Trial, bytes]]:
    with pytest.MonkeyPatch.context() as patch:
        for name, person in STRANGERS.items():
            patch.setitem(PEOPLE, name, person)
        with standing(django_db_blocker, lambda: Trial(Cast())) as trial:
            yield trial, pickle.dumps(trial.stage)


@pytest.fixture
def trial(_begin_trial: tuple[Trial, bytes], db: None) -> Trial:
    """The trial as it began; what a test does to it is undone after the test."""
    begun, stage = _begin_trial
    found = copy(begun)
    found.stage = pickle.loads(stage)
    return found


def id_fields(route: Route) -> dict[str, bool]:
    """The fields of a body that take the id of a row, and whether they take several."""
    kinds = [getattr(route.view, name, None) for name in ("write_serializer", "edit_serializer")]
    kinds += getattr(route.view, "verb_serializers", {}).values()
    found = {}
    for kind in kinds:
        if kind is not None and issubclass(kind, serializers.Serializer):
            for name, field in kind().fields.items():
                inner = getattr(field, "child_relation", None) or getattr(field, "child", None)
                if isinstance(inner or field, serializers.UUIDField | serializers.RelatedField):
                    found[name] = inner is not None
    return {name: several for name, several in found.items() if name in WRITABLE.get(route.name, ())}


@shares(2)
@pytest.mark.parametrize("who", ["", "wim", "una", "quinn"])
def test_somebody_elses_request_does_and_tells_nothing(trial: Trial, who: str, share: int) -> None:
    routes = [route for route in CALLS if who in some(["", "wim", "una", "quinn"], route, share)]
    wrong = [words for route in routes for words in trial.wrongs(who, route)]
    assert not wrong, "\n".join(wrong)


@shares(16)
def test_filters_find_nothing_that_is_hidden(trial: Trial, share: int) -> None:
    hidden, wrong = trial.hidden_from("una"), []
    for route, names in {**LISTS, "GET users/me/capabilities": {"organization"}}.items():
        for name in names:
            for kind, pk in some(hidden.items(), f"{route}?{name}", share):
                answer = trial.send("una", route, query=f"?{name}={pk}")
                found = list(trial.leaks(answer))
                if answer.status_code not in {200, *REFUSALS}:
                    found.append("is no refusal")
                elif answer.status_code == 200 and pk in json.dumps(answer.json().get("results", [])):
                    found.append("finds it")
                wrong += [f"{route}?{name}={kind}: {answer.status_code} {words}" for words in found]
    assert not wrong, "\n".join(wrong)


@shares(3)
@pytest.mark.parametrize("route", [name for name in TAKES_BODY if name in CALLS and id_fields(ROUTES[name])])
def test_bodies_reach_nothing_that_is_hidden(trial: Trial, route: str, share: int) -> None:
    """The request is the person's own; only the ids in its body are of rows that they may not see."""
    call, wrong = trial.stage.call(route), []
    # Signing in would put the address right again, which is no damage.
    User.objects.filter(pk=trial.stage.cast.person(call.who).pk).update(email=PEOPLE[call.who].email)
    trial.before = snapshot()
    for name, several in id_fields(ROUTES[route]).items():
        for kind, pk in some(trial.hidden_from(call.who).items(), f"{route} {name}", share):
            with undone():
                answer = trial.send(call.who, route, call.body | {name: [pk] if several else pk})
                found = [*trial.leaks(answer, of=pk), *trial.damage(set())]
            if answer.status_code not in REFUSALS:
                found.append("is no refusal")
            wrong += [f"{name}={kind}: {answer.status_code} {words}" for words in found]
    assert not wrong, "\n".join(wrong)


def test_somebody_elses_key_replays_nothing(trial: Trial) -> None:
    key = {"Idempotency-Key": "the-first-one's"}
    for route in [route for route in CALLS if trial.stage.call(route).code == 201]:
        with undone():
            assert trial.stage.send(route, headers=key).status_code == 201, route
            assert "Idempotent-Replayed" in trial.stage.send(route, headers=key), route
            other = trial.stage.send(route, client=trial.stage.cast.client("una"), headers=key)
            assert "Idempotent-Replayed" not in other, route


def test_canaries_sit_everywhere_and_are_heard_by_those_who_may(trial: Trial) -> None:
    columns = {perch.column for perch in trial.sits.values()}
    assert {"Pet.name", "Pet.story", "Organization.name"} <= columns
    assert canaries.about_people() - columns == set()
    assert "canary-" in trial.send("ana", "GET users/me").content.decode()
    assert "canary-" in trial.send("petra", "GET users/me/pets").content.decode()


def test_would_notice_an_open_door(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: rows that nobody narrows, and a column that should not be told."""
    monkeypatch.setattr(PolicyViewSet, "get_queryset", lambda view: view.rows())
    monkeypatch.setattr(PolicyViewSet, "check_access", lambda view, request: None)
    assert any("tells MediaFile.alt_text" in words for words in trial.wrongs("wim", "GET media/{id}"))
    assert any("was let through" in words for words in trial.wrongs("", "GET users/{id}"))
    monkeypatch.setattr(PetViewSet, "find", stolen)
    assert any("changed Pet" in words for words in trial.wrongs("wim", "DELETE pets/{id}"))


def stolen(view: Any) -> Any:
    Pet.objects.update(name="Mine now")
    return Pet.objects.get(pk=view.kwargs["id"])
