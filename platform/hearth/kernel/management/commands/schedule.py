from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from hearth.kernel.scheduling import works


class Command(BaseCommand):
    help = "List the scheduled work, with when each is due next."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        for work in works().values():
            times = work.schedule.times()
            following = min((each.following(now) for each in times.values()), default=None)
            when = following.isoformat(timespec="minutes") if following else "never"
            many = f" ({len(times)} of them)" if list(times) != [""] else ""
            self.stdout.write(f"{when}  {work.name}{many}, {work.schedule}")
