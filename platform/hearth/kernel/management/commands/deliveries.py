from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from hearth.kernel.authorization import system_subject
from hearth.kernel.events import replay
from hearth.kernel.models import Delivery
from hearth.kernel.problems import Problem

State = Delivery.State


class Command(BaseCommand):
    help = "Count deliveries by state, list the dead and uncertain ones, and have one tried again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dead", action="store_true", help="list those that were given up")
        parser.add_argument("--uncertain", action="store_true", help="list those that may have happened")
        parser.add_argument("--most", type=int, default=100, help="how many to list, or to try again")
        parser.add_argument("--replay", metavar="ID", help="try one again; an uncertain one may happen twice")
        parser.add_argument("--replay-dead", action="store_true", help="try all again that were given up")

    def handle(self, *args: Any, dead: bool, uncertain: bool, most: int, **options: Any) -> None:
        if options["replay"] is not None or options["replay_dead"]:
            words = [options["replay"]] if options["replay"] is not None else _dead(most)
            for word in words:
                self.stdout.write(f"{_replayed(str(word))} is waiting again.")
            return
        states = [state for state, wanted in ((State.DEAD, dead), (State.UNCERTAIN, uncertain)) if wanted]
        if not states:
            counts = dict(Delivery.objects.values_list("state").annotate(Count("pk")).order_by())
            for state in State:
                self.stdout.write(f"{counts.get(state.value, 0):>9} {state.label.lower()}")
            return
        rows = (
            Delivery.objects.filter(state__in=states).select_related("event").order_by("-settled_at", "-id")
        )
        for row in rows[: max(most, 0)]:
            event = f"{row.event.name} #{row.sequence} of {row.target_type} {row.target_id}"
            self.stdout.write(f"{row.pk} {row.state} {row.handler} ← {event}: {row.error}")


def _dead(most: int) -> list[UUID]:
    rows = Delivery.objects.filter(state=State.DEAD).order_by("target_type", "target_id", "sequence")
    return list(rows.values_list("pk", flat=True)[: max(most, 0)])


def _replayed(word: str) -> Delivery:
    try:
        return replay(Delivery.objects.get(pk=UUID(word)), by=system_subject())
    except (ValueError, Delivery.DoesNotExist):
        raise CommandError(f"There is no delivery {word}.") from None
    except Problem as problem:
        raise CommandError(problem.detail) from None
