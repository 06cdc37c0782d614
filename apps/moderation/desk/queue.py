"""The left side of the desk: what waits, narrowed and counted, and which one comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.timesince import timeuntil

from apps.moderation import reviewables
from apps.moderation.desk.counts import count_by, in_words
from apps.moderation.desk.links import desk_url, item_url, several_url
from apps.moderation.desk.times import since
from apps.moderation.desk.titles import Things, kind_words, things_of, title_of
from apps.moderation.models import ReviewItem
from apps.moderation.services.impartiality import barred_among
from hearth.kernel.authorization import Subject, can
from hearth.kernel.keyset import Keyset, Page
from hearth.kernel.problems import BadQuery

AT_ONCE = 25
ORDER = Keyset("-priority", "opened_at", "id")
HELD = {"mine": "Held by me", "free": "Nobody's"}
BADGES = {
    "sampled": ("info", "Sample"),
    "reported": ("stop", "Report"),
    "flagged": ("waiting", "Noticed"),
    "appealed": ("waiting", "Appeal"),
}
"""The colour and the word of each origin that is worth a badge."""
OF_ONE_KIND = ("reported", "appealed")
"""Origins that a kind of its own stands for already."""


@dataclass(frozen=True)
class Filters:
    """What the address narrows the queue to; words that mean nothing here narrow nothing."""

    kind: str = ""
    origin: str = ""
    held: str = ""
    cursor: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        known: Mapping[str, Any] = {
            "kind": reviewables.kinds(),
            "origin": ReviewItem.Origin.values,
            "held": HELD,
        }
        given = {name: query.get(name, "") for name in known}
        kept = {name: word for name, word in given.items() if word in known[name]}
        return cls(**kept, cursor=query.get("cursor", "")[:500])

    def query(self, **other: str) -> str:
        """The part of an address that says the same, but for some words; another word begins at the top."""
        words = {"kind": self.kind, "origin": self.origin, "held": self.held}
        words |= other if other else {"cursor": self.cursor}
        return urlencode({name: word for name, word in words.items() if word})

    def narrow(self, rows: Any, subject: Subject) -> Any:
        wanted = {"kind": self.kind, "origin": self.origin}
        rows = rows.filter(**{name: word for name, word in wanted.items() if word})
        if self.held == "mine":
            return rows.filter(claimed_by=subject.id, claimed_until__gt=timezone.now())
        return rows.filter(_unclaimed(timezone.now())) if self.held == "free" else rows


class Queue:
    """What waits, for one reviewer and their filters."""

    def __init__(self, subject: Subject, filters: Filters) -> None:
        self.subject, self.filters = subject, filters
        self.now = timezone.now()
        # The kinds of a community that is switched off wait until it is on again.
        known = ReviewItem.objects.filter(kind__in=reviewables.kinds()).without_snapshots()
        self.waiting = known.waiting().visible_to(subject)

    @cached_property
    def page(self) -> Page[Any]:
        rows = self.filters.narrow(self.waiting, self.subject)
        rows = rows.select_related("submitter", "claimed_by", "organization")
        try:
            return ORDER.page(rows, limit=AT_ONCE, cursor=self.filters.cursor)
        except BadQuery:
            return ORDER.page(rows, limit=AT_ONCE)

    @cached_property
    def oldest(self) -> Any:
        """Whoever has waited longest, wherever the filters look."""
        return (
            self.waiting.select_related("submitter", "claimed_by", "organization")
            .order_by("opened_at", "id")
            .first()
        )

    @cached_property
    def first(self) -> Any:
        """The first of the page that is for this reviewer to decide; else the first at all."""
        items = [item for item in self.page.items if not self._held_by_another(item)]
        mine = self._decidable(items[:1]) or self._decidable(items[1:])
        return next(iter([*mine, *self.page.items]), None)

    def next_after(self, item: ReviewItem) -> ReviewItem | None:
        """The next one to decide behind an item, in the present filters; from the top after the last.

        What this reviewer may not decide is passed over, as what somebody else holds.
        """
        free = _unclaimed(self.now) | Q(claimed_by=self.subject.id)
        rows = self.waiting.visible_to(self.subject, "decide").exclude(pk=item.pk)
        rows = self.filters.narrow(rows.filter(free), self.subject).in_turn()
        # One at a time, so that each begins where it lies in the index, however long the queue is.
        as_urgent = rows.filter(priority=item.priority, opened_at__gte=item.opened_at)
        return (
            self._first_of(as_urgent.filter(Q(opened_at__gt=item.opened_at) | Q(pk__gt=item.pk)))
            or self._first_of(rows.filter(priority__lt=item.priority))
            or self._first_of(rows)
        )

    def _first_of(self, rows: Any) -> ReviewItem | None:
        """The first that this reviewer may decide, looked for a few at a time."""
        begin, size = 0, 1
        while items := list(rows[begin : begin + size]):
            if mine := self._decidable(items):
                return mine[0]
            begin, size = begin + size, AT_ONCE
        return None

    def _decidable(self, items: Sequence[ReviewItem]) -> list[ReviewItem]:
        """Those of several on which some decision is this reviewer's to make."""
        barred = barred_among(items, by=self.subject)
        return [item for item in items if item.pk not in barred and can(self.subject, "decide", item).allowed]

    def context(self, opened: ReviewItem | None) -> dict[str, Any]:
        """Everything that the list shows; `opened` is marked in it."""
        items = list(self.page.items)
        # Whoever came by a link still sees where they are.
        if opened is not None and opened not in items:
            items.insert(0, opened)
        things = things_of([*items, *([self.oldest] if self.oldest else [])])
        counts = count_by(self.waiting, kind=reviewables.kinds(), origin=ReviewItem.Origin.values)
        waiting_count = sum(counts["kind"].values())
        return {
            "rows": [self._row(item, things, opened) for item in items],
            "oldest": self._row(self.oldest, things, opened) if self.oldest else None,
            "oldest_is_first": self.oldest in items[:1],
            "waiting_count": waiting_count,
            "waiting_words": in_words(waiting_count),
            "kinds": self._choices("kind", counts["kind"], _kind_labels()),
            "origins": self._choices("origin", counts["origin"], self._origin_labels()),
            "holds": [
                {
                    "label": label,
                    "url": desk_url(self.filters.query(held=word)),
                    "on": self.filters.held == word,
                }
                for word, label in HELD.items()
            ],
            "chips": self._chips(),
            "clear_url": desk_url(),
            "several_url": several_url(self.filters.query()),
            "page": {
                "previous_url": self._page_url(self.page.previous_cursor),
                "next_url": self._page_url(self.page.next_cursor),
            },
        }

    def _row(self, item: Any, things: Things, opened: ReviewItem | None) -> dict[str, Any]:
        thing = things.get((item.kind, item.target_id))
        return {
            "id": item.pk,
            "title": title_of(item, thing),
            "kind_label": kind_words(item, thing),
            **origin_words(item),
            "submitter": item.submitter,
            "organization": item.organization if item.organization_id != item.target_id else None,
            **waiting(item, self.now),
            "holder": claim_of(item, self.subject),
            "url": item_url(item.pk, self.filters.query()),
            "open": opened is not None and opened.pk == item.pk,
        }

    def _choices(
        self, name: str, counts: Mapping[str, int], labels: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        chosen = getattr(self.filters, name)
        return [
            {
                "label": label,
                "count": in_words(counts[word]),
                "url": desk_url(self.filters.query(**{name: "" if word == chosen else word})),
                "on": word == chosen,
            }
            for word, label in labels.items()
            if counts[word] or word == chosen
        ]

    def _origin_labels(self) -> dict[str, str]:
        return {
            word: label
            for word, label in origin_labels().items()
            if word not in OF_ONE_KIND or word == self.filters.origin
        }

    def _chips(self) -> list[tuple[str, str]]:
        labels = {
            "kind": _kind_labels().get(self.filters.kind),
            "origin": origin_labels().get(self.filters.origin),
            "held": HELD.get(self.filters.held),
        }
        return [
            (str(label), desk_url(self.filters.query(**{name: ""})))
            for name, label in labels.items()
            if label
        ]

    def _page_url(self, cursor: str | None) -> str:
        return desk_url(self.filters.query(cursor=cursor)) if cursor else ""

    def _held_by_another(self, item: Any) -> bool:
        return item.is_claimed and item.claimed_by_id != self.subject.id


def claim_of(item: ReviewItem, subject: Subject) -> dict[str, Any] | None:
    """Who holds an item, and until when; None while nobody does."""
    if not item.is_claimed or item.claimed_until is None:
        return None
    left = timeuntil(item.claimed_until, depth=1)
    mine = item.claimed_by_id == subject.id
    return {"mine": mine, "by": item.claimed_by, "until": item.claimed_until, "left": left}


def origin_words(item: ReviewItem) -> dict[str, str]:
    """The badge that says why an item is in the queue; none for what was simply sent in."""
    status, word = BADGES.get(item.origin, ("", ""))
    label = origin_labels()[item.origin]
    if item.origin == ReviewItem.Origin.APPEALED and reviewables.of_kind(item.kind).restores:
        word = label = "After an appeal"
    return {"badge": word, "badge_status": status, "origin_label": label}


def origin_labels() -> dict[str, str]:
    """What each origin is called; where a kind stands for it already, in the same words."""
    labels = {str(word): str(label) for word, label in ReviewItem.Origin.choices}
    return labels | {word: BADGES[word][1] for word in OF_ONE_KIND}


def waiting(item: ReviewItem, now: datetime) -> dict[str, Any]:
    """How long an item has waited, how urgent it is, and when an answer is due, as people say it."""
    found: dict[str, Any] = {
        "waiting_since": item.opened_at,
        "age": since(item.opened_at, now, depth=1),
        "priority": max(item.priority, 0),
        "due_at": item.due_at,
        "overdue": item.due_at is not None and item.due_at < now,
    }
    if item.due_at is not None:
        between = since if found["overdue"] else timeuntil
        found["due_words"] = between(item.due_at, now)
    return found


def _unclaimed(now: datetime) -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lte=now)


def _kind_labels() -> dict[str, str]:
    return {
        kind: reviewable.kind_label[:1].upper() + reviewable.kind_label[1:]
        for kind, reviewable in reviewables.kinds().items()
    }
