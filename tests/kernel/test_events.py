"""Events are written once, delivered in order, and survive what breaks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hearth.kernel.events import NotDone, NotNeeded, on
from hearth.kernel.events.lines import MOST_ATTEMPTS
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Delivery, Event
from tests import factories
from tests.cast import Cast
from tests.kernel.listening import Heard, happen, heard, time_passes

__all__ = ["heard"]


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
def test_delivers_in_order_and_once(cast: Cast, heard: Heard) -> None:
    happen(cast.ana, 3)
    assert drain() == 3
    assert heard == [(cast.ana.pk, 1), (cast.ana.pk, 2), (cast.ana.pk, 3)]
    assert drain() == 0


@pytest.mark.django_db
def test_failure_waits_blocks_only_its_own_line_and_loses_nothing(cast: Cast, heard: Heard) -> None:
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
def test_gives_up_after_the_last_attempt_and_goes_on(cast: Cast, heard: Heard) -> None:
    @on("test.happened")
    def always_fails(event: Event) -> None:
        raise ValueError("no")

    happen(cast.ana)
    for _ in range(MOST_ATTEMPTS + 1):
        time_passes()
        drain()
    assert Delivery.objects.get(handler__endswith="always_fails").state == "dead"
    assert Delivery.objects.get(handler__endswith="note").state == "done"


@pytest.mark.django_db
def test_effect_of_a_failed_handler_is_undone(cast: Cast, heard: Heard) -> None:
    @on("test.happened")
    def half_way(event: Event) -> None:
        type(cast.ana).objects.filter(pk=cast.ana.pk).update(display_name="Half done")
        raise ValueError("no")

    happen(cast.ana)
    drain()
    assert type(cast.ana).objects.get(pk=cast.ana.pk).display_name == "Ana Ruiz"


@pytest.mark.django_db
def test_says_with_the_handlers_words_that_nothing_was_to_do(cast: Cast, heard: Heard) -> None:
    @on("test.happened")
    def too_late(event: Event) -> None:
        type(cast.ana).objects.filter(pk=cast.ana.pk).update(display_name="Half done")
        raise NotNeeded("it was settled otherwise")

    happen(cast.ana)
    assert drain() == 2
    delivery = Delivery.objects.get(handler__endswith="too_late")
    assert (delivery.state, delivery.error, delivery.attempts) == ("done", "it was settled otherwise", 0)
    assert type(cast.ana).objects.get(pk=cast.ana.pk).display_name == "Ana Ruiz"


@pytest.mark.django_db
def test_a_handler_that_is_gone_leaves_a_dead_delivery(cast: Cast, heard: Heard) -> None:
    happen(cast.ana)
    Delivery.objects.update(handler="apps.gone")
    assert drain() == 1
    assert [(row.state, row.error) for row in Delivery.objects.all()] == [
        ("dead", "no handler of this name is left")
    ]


@pytest.mark.django_db
def test_outside_effect_is_tried_again_only_when_it_surely_did_not_happen(cast: Cast, heard: Heard) -> None:
    outcomes = iter([NotDone("refused"), TimeoutError("who knows")])

    @on("test.happened", outside=True)
    def send(event: Event) -> None:
        raise next(outcomes)

    happen(cast.ana)
    drain()
    delivery = Delivery.objects.get(handler__endswith="send")
    assert (delivery.state, delivery.attempts) == ("queued", 1)
    time_passes()
    drain()
    delivery.refresh_from_db()
    assert delivery.state == "uncertain"
    time_passes()
    assert drain() == 0


@pytest.mark.django_db
def test_worker_that_ended_while_sending_leaves_an_uncertain_delivery(cast: Cast, heard: Heard) -> None:
    happen(cast.ana)
    Delivery.objects.update(state="sending", settled_at=timezone.now() - timedelta(minutes=6))
    drain()
    assert Delivery.objects.get().state == "uncertain"
    assert heard == []


@pytest.mark.django_db
def test_event_carries_the_organization_of_its_target(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    happen(harbour)
    happen(factories.pet(cast.rosa, organization=harbour))
    assert set(Event.objects.values_list("organization_id", flat=True)) == {harbour.pk}
