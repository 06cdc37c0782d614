"""Events are written once, delivered in order, and survive what breaks."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hearth.kernel.authorization import system_subject
from hearth.kernel.events import NotDone, handlers, on, record
from hearth.kernel.events.worker import MOST_ATTEMPTS, drain
from hearth.kernel.models import Delivery, Event
from tests import factories
from tests.cast import Cast
from tests.together import together


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A handler of `test.happened` that notes what it hears; handlers of the apps stay out."""
    monkeypatch.setattr(handlers, "_by_event", handlers.defaultdict(list))
    monkeypatch.setattr(handlers, "_by_name", {})
    found: list[Any] = []

    @on("test.happened")
    def note(event: Event) -> None:
        found.append((event.target_id, event.sequence))

    return found


def happen(target: Any, times: int = 1, name: str = "test.happened") -> None:
    with transaction.atomic():
        type(target).objects.select_for_update().get(pk=target.pk)
        for _ in range(times):
            record(name, target, by=system_subject())


@pytest.mark.django_db
def test_row_is_never_changed_or_deleted(cast: Cast) -> None:
    happen(cast.ana)
    for statement in ("UPDATE kernel_event SET name = 'x'", "DELETE FROM kernel_event"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
def test_sequence_counts_per_target(cast: Cast) -> None:
    happen(cast.ana, 2)
    happen(cast.petra)
    assert list(
        Event.objects.filter(target_id=cast.ana.pk).order_by("sequence").values_list("sequence", flat=True)
    ) == [1, 2]
    assert Event.objects.get(target_id=cast.petra.pk).sequence == 1


@pytest.mark.django_db
def test_delivers_in_order_and_once(cast: Cast, heard: list[Any]) -> None:
    happen(cast.ana, 3)
    assert drain() == 3
    assert heard == [(cast.ana.pk, 1), (cast.ana.pk, 2), (cast.ana.pk, 3)]
    assert drain() == 0


@pytest.mark.django_db
def test_failure_waits_blocks_only_its_own_line_and_loses_nothing(cast: Cast, heard: list[Any]) -> None:
    def poison(event: Event) -> None:
        if event.target_id == cast.ana.pk:
            raise ValueError("no")
        heard.append((event.target_id, event.sequence))

    on("test.happened")(poison)
    happen(cast.ana, 2)
    happen(cast.petra)
    drain()
    line = Delivery.objects.filter(handler__endswith="poison", target_id=cast.ana.pk).order_by("sequence")
    assert [(row.state, row.attempts) for row in line] == [("queued", 1), ("queued", 0)]
    assert line[0].available_at > timezone.now()
    assert line[0].error == "ValueError: no"
    assert heard.count((cast.petra.pk, 1)) == 2


@pytest.mark.django_db
def test_gives_up_after_the_last_attempt_and_goes_on(cast: Cast, heard: list[Any]) -> None:
    @on("test.happened")
    def always_fails(event: Event) -> None:
        raise ValueError("no")

    happen(cast.ana)
    for _ in range(MOST_ATTEMPTS + 1):
        Delivery.objects.update(available_at=timezone.now())
        drain()
    assert Delivery.objects.get(handler__endswith="always_fails").state == "dead"
    assert Delivery.objects.get(handler__endswith="note").state == "done"


@pytest.mark.django_db
def test_effect_of_a_failed_handler_is_undone(cast: Cast, heard: list[Any]) -> None:
    @on("test.happened")
    def half_way(event: Event) -> None:
        type(cast.ana).objects.filter(pk=cast.ana.pk).update(display_name="Half done")
        raise ValueError("no")

    happen(cast.ana)
    drain()
    assert type(cast.ana).objects.get(pk=cast.ana.pk).display_name == "Ana Ruiz"


@pytest.mark.django_db
def test_outside_effect_is_tried_again_only_when_it_surely_did_not_happen(
    cast: Cast, heard: list[Any]
) -> None:
    outcomes = iter([NotDone("refused"), TimeoutError("who knows")])

    @on("test.happened", outside=True)
    def send(event: Event) -> None:
        raise next(outcomes)

    happen(cast.ana)
    drain()
    delivery = Delivery.objects.get(handler__endswith="send")
    assert (delivery.state, delivery.attempts) == ("queued", 1)
    Delivery.objects.update(available_at=timezone.now())
    drain()
    delivery.refresh_from_db()
    assert delivery.state == "uncertain"
    Delivery.objects.update(available_at=timezone.now())
    assert drain() == 0


@pytest.mark.django_db
def test_worker_that_ended_while_sending_leaves_an_uncertain_delivery(cast: Cast, heard: list[Any]) -> None:
    happen(cast.ana)
    Delivery.objects.update(state="sending", settled_at=timezone.now() - timedelta(minutes=6))
    drain()
    assert Delivery.objects.get().state == "uncertain"
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_three_workers_keep_the_order_of_each_target(cast: Cast, heard: list[Any]) -> None:
    targets = [cast.ana, cast.petra, cast.rosa, cast.milo]
    for target in targets:
        happen(target, 6)
    assert sum(together(*[drain] * 3)) == 24
    for target in targets:
        assert [number for pk, number in heard if pk == target.pk] == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_order_would_break_without_waiting_for_the_head_of_the_line(
    cast: Cast, heard: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: workers that skip a locked head overtake it."""
    from hearth.kernel.events import worker

    def claim_anything() -> Delivery | None:
        waiting = Delivery.objects.filter(state="queued").order_by("-sequence")
        return waiting.select_for_update(skip_locked=True, no_key=True).first()

    monkeypatch.setattr(worker, "_claim", claim_anything)
    happen(cast.ana, 3)
    drain()
    assert [number for _, number in heard] != [1, 2, 3]


@pytest.mark.django_db
def test_event_carries_the_organization_of_its_target(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    happen(harbour)
    happen(factories.pet(cast.rosa, organization=harbour))
    assert set(Event.objects.values_list("organization_id", flat=True)) == {harbour.pk}
