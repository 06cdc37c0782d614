"""Dead and uncertain deliveries: seen by those who may, tried again by those who run the platform."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from hearth.kernel.events import on, replay
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Delivery, Event, ScheduledRun
from hearth.kernel.problems import AccountSuspended, NotFound, WrongState
from tests.cast import Cast
from tests.kernel.listening import Heard, happen, heard

__all__ = ["heard"]
pytestmark = pytest.mark.django_db
LISTED = "/admin/kernel/delivery/"


@pytest.fixture
def dead(cast: Cast, heard: Heard) -> Delivery:
    return settled(cast.ana, "dead", error="ValueError: no such <thing>")


def settled(target: Any, state: str, **facts: Any) -> Delivery:
    happen(target)
    latest = Delivery.objects.filter(target_id=target.pk).order_by("-sequence")[:1]
    Delivery.objects.filter(pk__in=latest.values("pk")).update(
        **{"state": state, "attempts": 8, "settled_at": timezone.now(), **facts}
    )
    return latest.get()


def page_of(delivery: Delivery, *, action: str = "") -> str:
    page = reverse("admin:kernel_delivery_change", args=[delivery.pk])
    return page.replace("change/", action) if action else page


# The service ------------------------------------------------------------------------------------------
def test_goes_through_its_line_again_with_all_its_attempts(cast: Cast, heard: Heard, dead: Delivery) -> None:
    happen(cast.ana)
    drain()
    assert heard == [(cast.ana.pk, 2)]
    again = replay(dead, by=cast.subject("sam"))
    assert (again.state, again.attempts, again.settled_at) == ("queued", 0, None)
    drain()
    assert heard == [(cast.ana.pk, 2), (cast.ana.pk, 1)]
    dead.refresh_from_db()
    assert (dead.state, dead.error) == ("done", "")


def test_leaves_a_trace_of_who_did_it(cast: Cast, dead: Delivery) -> None:
    replay(dead, by=cast.subject("sam"))
    event = Event.objects.get(name="delivery.replayed")
    assert (event.actor, event.target_id, event.from_state, event.to_state) == (
        cast.sam,
        dead.pk,
        "dead",
        "queued",
    )
    assert event.data == {"handler": dead.handler, "event": str(dead.event_id)}


@pytest.mark.parametrize(
    ("name", "refusal"), [("mona", NotFound), ("ana", NotFound), ("quinn", AccountSuspended)]
)
def test_is_for_those_who_run_the_platform(
    cast: Cast, dead: Delivery, name: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        replay(dead, by=cast.subject(name))
    assert Delivery.objects.get().state == "dead"


@pytest.mark.parametrize("state", ["queued", "sending", "done"])
def test_refuses_what_needs_no_help(cast: Cast, dead: Delivery, state: str) -> None:
    Delivery.objects.update(state=state)
    with pytest.raises(WrongState):
        replay(dead, by=cast.subject("sam"))
    assert not Event.objects.filter(name="delivery.replayed").exists()


def test_twice_is_once(cast: Cast, dead: Delivery) -> None:
    replay(dead, by=cast.subject("sam"))
    with pytest.raises(WrongState):
        replay(dead, by=cast.subject("sam"))
    assert Event.objects.filter(name="delivery.replayed").count() == 1


def test_lets_the_follower_know(cast: Cast, heard: Heard) -> None:
    told: list[str] = []

    @on("test.followed", settled=lambda delivery, cause: told.append(delivery.state))
    def followed(event: Event) -> None:
        pass

    happen(cast.ana, name="test.followed")
    Delivery.objects.update(state="uncertain")
    replay(Delivery.objects.get(), by=cast.subject("sam"))
    drain()
    assert told == ["queued", "done"]


# In the admin -----------------------------------------------------------------------------------------
def test_lists_what_needs_somebody_with_counts(cast: Cast, dead: Delivery) -> None:
    uncertain = settled(cast.petra, "uncertain", error="TimeoutError: who knows")
    settled(cast.rosa, "done")
    sam = cast.browser("sam")
    everything = sam.get(LISTED).content.decode()
    assert "Given up (1)" in everything
    assert "Uncertain (1)" in everything
    for state, mine, other in (("dead", dead, uncertain), ("uncertain", uncertain, dead)):
        listed = sam.get(f"{LISTED}?state__exact={state}").content.decode()
        assert page_of(mine) in listed
        assert page_of(other) not in listed
    assert "ValueError: no such &lt;thing&gt;" in everything


@pytest.mark.parametrize(
    ("state", "label", "other", "action"),
    [
        ("dead", "Try again", "Send again", "try-again/"),
        ("uncertain", "Send again", "Try again", "send-again/"),
    ],
)
def test_asks_before_it_tries_again(
    cast: Cast, dead: Delivery, state: str, label: str, other: str, action: str
) -> None:
    Delivery.objects.update(state=state)
    sam = cast.browser("sam")
    page = sam.get(page_of(dead)).content.decode()
    assert label in page
    assert other not in page
    address = reverse(f"admin:kernel_delivery_{action.strip('/').replace('-', '_')}", args=[dead.pk])
    asked = sam.get(address).content.decode()
    assert ("it may then happen twice" in asked) == (state == "uncertain")
    assert Delivery.objects.get().state == state
    answer = sam.post(address, {"_form_submitted": "1"})
    assert answer["HX-Redirect"] == page_of(dead)
    assert Delivery.objects.get().state == "queued"
    assert sam.post(address, {"_form_submitted": "1"}).status_code == 403


def test_admin_actions_are_not_for_others(cast: Cast, dead: Delivery) -> None:
    address = reverse("admin:kernel_delivery_try_again", args=[dead.pk])
    for name in ("mona", "ana"):
        assert cast.browser(name).post(address, {"_form_submitted": "1"}).status_code == 403
    assert Delivery.objects.get().state == "dead"


def test_tries_chosen_ones_again_and_leaves_what_was_not_given_up(cast: Cast, dead: Delivery) -> None:
    uncertain = settled(cast.petra, "uncertain")
    chosen = {"action": "try_chosen_again", "_selected_action": [dead.pk, uncertain.pk]}
    cast.browser("mona").post(LISTED, chosen)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"dead", "uncertain"}
    answer = cast.browser("sam").post(LISTED, chosen, follow=True).content.decode()
    assert "Waiting for a worker again: 1." in answer
    assert "because they were not given up: 1." in answer
    assert set(Delivery.objects.values_list("pk", "state")) == {
        (dead.pk, "queued"),
        (uncertain.pk, "uncertain"),
    }


def test_event_tells_what_followed_and_is_found_by_whole_ids(cast: Cast, dead: Delivery) -> None:
    sam, page = cast.browser("sam"), reverse("admin:kernel_event_change", args=[dead.event_id])
    assert f'href="{page_of(dead)}">{dead.handler}</a>: given up' in sam.get(page).content.decode()
    listed = reverse("admin:kernel_event_changelist")
    for word, found in ((cast.ana.pk, True), (cast.petra.pk, False), (str(cast.ana.pk)[:8], False)):
        assert (page in sam.get(listed, {"q": word}).content.decode()) == found
    for name, found in (("test.happened", True), ("test.gone", False)):
        assert (page in sam.get(listed, {"name": name}).content.decode()) == found


def test_lists_the_runs_of_scheduled_work(cast: Cast) -> None:
    now = timezone.now()
    run, other = [
        ScheduledRun.objects.create(
            name="kernel.forget_runs", key=key, due_at=now, state="failed", outcome="KeyError: 'x'"
        )
        for key in ("", "other")
    ]
    sam, listed = cast.browser("sam"), reverse("admin:kernel_scheduledrun_changelist")
    shown = sam.get(listed, {"name": "kernel.forget_runs"}).content.decode()
    assert "KeyError" in shown
    assert "Given up (2)" in shown
    page = sam.get(reverse("admin:kernel_scheduledrun_change", args=[run.pk])).content.decode()
    assert "daily at 02:40, UTC" in page
    again = reverse("admin:kernel_scheduledrun_try_again", args=[run.pk])
    assert cast.browser("mona").post(again, {"_form_submitted": "1"}).status_code == 403
    assert sam.post(again, {"_form_submitted": "1"}).status_code == 200
    assert set(ScheduledRun.objects.values_list("key", "state")) == {("", "retrying"), ("other", "failed")}
    chosen = {"action": "try_chosen_again", "_selected_action": [run.pk, other.pk]}
    answer = sam.post(listed, chosen, follow=True).content.decode()
    assert "Waiting for a worker again: 1." in answer
    assert "because they were not given up: 1." in answer


# In the terminal --------------------------------------------------------------------------------------
def said(*words: str) -> str:
    out = StringIO()
    call_command("deliveries", *words, stdout=out)
    return out.getvalue()


def test_command_counts_lists_and_tries_again(cast: Cast, dead: Delivery) -> None:
    settled(cast.petra, "uncertain")
    counts = dict(line.split(maxsplit=1)[::-1] for line in said().splitlines())
    assert counts == {"waiting": "0", "being sent": "0", "done": "0", "uncertain": "1", "given up": "1"}
    assert said("--dead").startswith(f"{dead.pk} dead tests.kernel.listening.note ← test.happened #1")
    assert len(said("--dead", "--uncertain").splitlines()) == 2
    assert said("--replay", str(dead.pk)).endswith("is waiting again.\n")
    with pytest.raises(CommandError, match="only dead and uncertain"):
        said("--replay", str(dead.pk))
    for nonsense in ("7", str(cast.ana.pk)):
        with pytest.raises(CommandError, match="no delivery"):
            said("--replay", nonsense)


def test_command_tries_all_dead_ones_again_after_a_bad_night(cast: Cast, dead: Delivery) -> None:
    settled(cast.ana, "dead")
    settled(cast.petra, "uncertain")
    assert len(said("--replay-dead").splitlines()) == 2
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["queued", "queued", "uncertain"]
