"""Suspending and letting back in: it counts on the next request, and somebody always runs the platform."""

import threading
from typing import Any

import pytest

from apps.accounts.choices import RoleReason
from apps.accounts.models import User
from apps.accounts.services import (
    erase_person,
    grant_role,
    lifecycle,
    reinstate_person,
    revoke_role,
    suspend_person,
)
from hearth.kernel.authorization import SignIn, Subject, SystemRole, subject_for, system_subject
from hearth.kernel.models import Event
from hearth.kernel.problems import Conflict, NotAllowed, Problem
from tests.accounts.people import another_site_admin
from tests.cast import Cast
from tests.together import together

ME = "/api/v1/users/me"


def do(client: Any, user: User, verb: str, **given: Any) -> Any:
    return client.post(f"/api/v1/users/{user.pk}/{verb}", given)


def test_suspends_with_a_reason_and_lets_back_in(cast: Cast) -> None:
    sam = cast.client("sam")
    gone = do(sam, cast.ana, "suspend", reason="spam")
    assert (gone.status_code, gone.json()["status"], gone.json()["version"]) == (200, "suspended", 2)
    back = do(sam, cast.ana, "reinstate")
    assert (back.status_code, back.json()["status"]) == (200, "active")
    first, second = Event.objects.order_by("sequence")
    assert (first.name, first.actor, first.reason) == ("user.suspended", cast.sam, "spam")
    assert (second.name, second.from_state, second.to_state) == ("user.reinstated", "suspended", "active")


@pytest.mark.parametrize("given", [{}, {"reason": "because"}, {"reason": "spam", "note": "x"}])
def test_takes_codes_only(cast: Cast, given: dict[str, str]) -> None:
    assert do(cast.client("sam"), cast.ana, "suspend", **given).status_code == 422
    assert cast.ana.is_active


def test_repeating_is_harmless_for_who_did_it_and_a_conflict_for_others(cast: Cast) -> None:
    do(cast.client("sam"), cast.ana, "suspend", reason="spam")
    assert do(cast.client("sam"), cast.ana, "suspend", reason="spam").status_code == 200
    assert Event.objects.count() == 1
    kim = another_site_admin()
    with pytest.raises(Conflict):
        suspend_person(cast.ana, by=subject_for(kim), reason="spam")


# On the very next request -----------------------------------------------------------------------------
def test_refuses_the_suspended_on_the_very_next_request(cast: Cast) -> None:
    ana, browser = cast.client("ana"), cast.browser("ana")
    assert (ana.get(ME).status_code, browser.get("/account").status_code) == (200, 200)
    do(cast.client("sam"), cast.ana, "suspend", reason="spam")
    for answer in (ana.get(ME), ana.patch(ME, {"phone": ""}), ana.post("/api/v1/pets", {}), ana.delete(ME)):
        assert (answer.status_code, answer.json()["code"]) == (403, "account_suspended")
    assert browser.get("/account")["Location"].startswith("/sign-in")
    assert browser.get("/pets").status_code == 200


def test_lets_the_suspended_read_what_everybody_reads(cast: Cast) -> None:
    assert cast.client("quinn").get("/api/v1/pets").json() == cast.client().get("/api/v1/pets").json()


def test_refuses_the_demoted_on_the_very_next_request(cast: Cast) -> None:
    """Their token still says SiteAdmin; the database does not."""
    other = another_site_admin()
    sam = cast.client("sam")
    assert sam.get("/api/v1/users").status_code == 200
    revoke_role(cast.sam, by=subject_for(other), reason=RoleReason.STEPPED_DOWN)
    assert sam.get("/api/v1/users").status_code == 403
    assert sam.get(f"/api/v1/users/{cast.ana.pk}").status_code == 404
    assert do(sam, cast.ana, "suspend", reason="spam").status_code == 404
    assert sam.get(f"{ME}/capabilities").json()["system_role"] == "User"


def test_gives_back_the_role_that_somebody_had(cast: Cast) -> None:
    do(cast.client("sam"), cast.mona, "suspend", reason="stolen")
    do(cast.client("sam"), cast.mona, "reinstate")
    assert cast.client("mona").get(f"{ME}/capabilities").json()["system_role"] == "Moderator"


# The last site admin ----------------------------------------------------------------------------------
def lose(verb: str, user: User, by: Subject) -> User:
    if verb == "revoke_role":
        return revoke_role(user, by=by, reason="left")
    if verb == "suspend":
        return suspend_person(user, by=by, reason="stolen")
    return erase_person(user, by=by)


WAYS = ["revoke_role", "suspend", "erase"]


@pytest.mark.parametrize("verb", WAYS)
def test_keeps_the_last_site_admin(cast: Cast, verb: str) -> None:
    """Somebody who may do everything, but is none of them, cannot take the last one away."""
    another = another_site_admin()
    User.objects.filter(pk=another.pk).update(status="suspended")
    with pytest.raises(Conflict) as refusal:
        lose(verb, cast.sam, system_subject())
    assert refusal.value.extra["reason"] == "last_site_admin"
    assert cast.sam.is_active
    assert cast.sam.system_role == "site_admin"


def test_last_site_admin_cannot_close_their_account(cast: Cast) -> None:
    answer = cast.client("sam").delete(ME)
    assert (answer.status_code, answer.json()["reason"]) == (409, "last_site_admin")
    told = cast.client("sam").get(f"/api/v1/users/{cast.sam.pk}/actions").json()
    assert {"action": "erase", "allowed": False, "rule": "last_site_admin"} in told
    another_site_admin()
    assert cast.client("sam").delete(ME).status_code == 204


def test_making_the_last_one_a_moderator_is_no_way_round(cast: Cast) -> None:
    with pytest.raises(Conflict):
        grant_role(cast.sam, by=system_subject(), role=SystemRole.MODERATOR)


def ring(number: int) -> list[tuple[User, Subject]]:
    """Site admins, each of whom is about to take the next one away."""
    people = [another_site_admin(f"Keeper {index}") for index in range(number)]
    subjects = [subject_for(person, SignIn(SystemRole.SITE_ADMIN)) for person in people]
    return [(people[(index + 1) % number], subject) for index, subject in enumerate(subjects)]


def left() -> int:
    return User.objects.filter(system_role="site_admin", status="active").count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", WAYS)
@pytest.mark.parametrize("number", [2, 24])
def test_one_stays_when_all_act_at_once(verb: str, number: int) -> None:
    found = together(*[lambda pair=pair: lose(verb, *pair) for pair in ring(number)])
    assert left() >= 1
    assert all(isinstance(one, User | Conflict | Problem) for one in found), found
    # Whoever was taken away first could not act any more.
    lost = sum(isinstance(one, User) for one in found)
    assert left() == number - lost


@pytest.mark.django_db(transaction=True)
def test_would_lose_everybody_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: count without locking, with everybody counting before anybody moves."""
    everybody_counted = threading.Barrier(2)

    def count() -> list[Any]:
        keepers = User.objects.filter(system_role="site_admin", status="active")
        return list(keepers.order_by("pk").values_list("pk", flat=True))

    real = lifecycle.keep_a_site_admin

    def keep(user: User) -> None:
        real(user)
        everybody_counted.wait(10)

    monkeypatch.setattr(lifecycle, "active_site_admins", count)
    monkeypatch.setattr(lifecycle, "keep_a_site_admin", keep)
    together(*[lambda pair=pair: lose("suspend", *pair) for pair in ring(2)])
    assert left() == 0


def test_is_only_for_site_admins_whoever_calls_the_service(cast: Cast) -> None:
    for act in (
        lambda by: suspend_person(cast.ana, by=by, reason="spam"),
        lambda by: reinstate_person(cast.quinn, by=by),
        lambda by: revoke_role(cast.mona, by=by, reason="left"),
        lambda by: erase_person(cast.ana, by=by),
    ):
        with pytest.raises(Problem):
            act(cast.subject("petra"))
        with pytest.raises(Problem):
            act(Subject())
    with pytest.raises(NotAllowed):
        suspend_person(cast.sam, by=cast.subject("sam"), reason="spam")
    assert not Event.objects.exists()
