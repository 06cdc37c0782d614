"""What came in: the inbox of those who decide, and one verb for many applications at once."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.applications import services
from apps.applications.choices import OPEN, WAIT_FOR_ANSWER, Status
from apps.applications.lines import with_turns
from apps.applications.models import Application
from apps.applications.pages.base import LocalPage, acting_for, inbox_url
from apps.applications.pages.telling import badge, staff_label
from apps.applications.pages.thread_forms import TurnDownForm
from apps.listings.models import Pet
from apps.organizations.models import Organization
from apps.organizations.sections import Tab, contribute_tab
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.problems import NotFound

DECIDES = "decide_applications"
PER_PAGE = 50
OLDEST = Keyset("submitted_at", "id")
NEWEST = Keyset("-submitted_at", "-id")
MOST_PETS = 200
CLOSED = (Status.COMPLETED, Status.REJECTED, Status.WITHDRAWN, Status.NOT_SELECTED, Status.EXPIRED)
AT_ONCE = {"begin_review": "Begin reading", "waitlist": "Put in the line", "reject": "Turn down"}
DONE = {"begin_review": "being read now", "waitlist": "in the line now", "reject": "turned down"}

contribute_tab(
    Tab(
        "applications",
        "Applications",
        page="organization-applications",
        capability=DECIDES,
        order=20,
        kind="rescue",
    )
)


@dataclass(frozen=True)
class Narrowed:
    """What of an inbox somebody wants to see."""

    status: str = ""
    pet: UUID | None = None
    overdue: bool = False

    @classmethod
    def of(cls, given: Any) -> "Narrowed":
        """Read a query; what is not understood narrows nothing."""
        status = given.get("status", "")
        try:
            pet = UUID(given["pet"]) if given.get("pet") else None
        except ValueError:
            pet = None
        known = status in Status.values and status != Status.DRAFT
        return cls(status if known else "", pet, given.get("overdue") == "1")

    def rows(self, rows: Any) -> Any:
        found = rows.overdue() if self.overdue else rows
        if self.pet is not None:
            found = found.filter(pet=self.pet)
        if self.status:
            return found.filter(status=self.status)
        return found if self.overdue else found.open()

    def words(self) -> dict[str, str]:
        """As the query says it; what narrows nothing is an empty word."""
        return {
            "status": self.status,
            "pet": str(self.pet or ""),
            "overdue": "1" if self.overdue else "",
        }

    def url(self, **changes: str) -> str:
        """The query with something changed; an empty word takes it out."""
        return urlencode({name: word for name, word in {**self.words(), **changes}.items() if word})


class InboxPage(LocalPage):
    """Those that wait, the one that waits longest first; counts by state beside them."""

    organization: Organization | None = None

    def mine(self) -> Any:
        """All rows of this inbox that the person decides on."""
        rows = Application.objects.filter(organization=self.organization)
        if self.organization is None:
            rows = rows.filter(offered_by=self.subject.id)
        return rows.visible_to(self.subject, "begin_review")

    def show(self) -> HttpResponse:
        wanted = Narrowed.of(self.request.GET)
        order = NEWEST if wanted.status in CLOSED else OLDEST
        rows = wanted.rows(with_turns(self.mine().for_display()).prefetch_related("pet__photos__media"))
        page = order.page(rows, limit=PER_PAGE, cursor=self.request.GET.get("cursor"))
        narrowed = self.mine().filter(pet=wanted.pet) if wanted.pet else self.mine()
        context = {
            "organization": self.organization,
            "entries": [_entry(application) for application in page.items],
            "wanted": wanted,
            **_counted(narrowed, wanted),
            "pets": self._pets(wanted),
            "at_once": AT_ONCE,
            "triage_url": inbox_url(self.organization, "triage"),
            "page": {**links_of(page, **wanted.words()), "by_time": wanted.status in CLOSED},
            "rehomes": self.organization is None,
        }
        return render(self.request, "applications/received.html", context)

    def _pets(self, wanted: Narrowed) -> list[Any]:
        ids = self.mine().open().values("pet")
        named = Q(pk__in=ids) | (Q(pk=wanted.pet) if wanted.pet else Q(pk__in=[]))
        return list(Pet.objects.filter(named).order_by("name", "pk").values_list("pk", "name")[:MOST_PETS])


class OrganizationInbox(InboxPage):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.organization = acting_for(slug, self.subject, DECIDES)
        return self.show()


class ReceivedInbox(InboxPage):
    """Applications for the pets that somebody rehomes themselves."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()


class TriagePage(LocalPage):
    """One verb for the ticked rows; turning down asks for the reason first. Says what became of each."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str = "") -> HttpResponse:
        organization = acting_for(slug, self.subject, DECIDES) if slug else None
        verb, ids = request.POST.get("verb", ""), _ids(request.POST.getlist("ids"))
        if verb not in AT_ONCE:
            raise NotFound()
        ticked = self._rows(ids)
        context: dict[str, Any] = {
            "organization": organization,
            "verb": verb,
            "label": AT_ONCE[verb],
            "back_url": inbox_url(organization),
            "triage_url": inbox_url(organization, "triage"),
            "ticked": ticked,
        }
        form = TurnDownForm(request.POST if "reason" in request.POST or "asked" in request.POST else None)
        if not ticked or (verb == "reject" and not form.is_valid()):
            status = 422 if form.is_bound else 200
            return render(request, "applications/triage.html", {**context, "form": form}, status=status)
        self.spend("application.triage")
        words = form.cleaned_data if verb == "reject" else {}
        outcomes = services.triage([row.pk for row in ticked], verb=verb, by=self.subject, **words)
        names = {row.pk: row for row in ticked}
        told = [_told(names[outcome.id], outcome, verb) for outcome in outcomes]
        done = sum(each["ok"] for each in told)
        context |= {"outcomes": told, "done": done, "refused": len(told) - done}
        return render(request, "applications/triaged.html", context)

    def _rows(self, ids: list[UUID]) -> list[Application]:
        rows = Application.objects.for_display().visible_to(self.subject, "begin_review").filter(pk__in=ids)
        return list(rows.order_by("submitted_at", "id"))


def _entry(application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "badge": badge(application, for_staff=True),
        "owes": application.status in WAIT_FOR_ANSWER,
    }


def _counted(rows: Any, wanted: Narrowed) -> dict[str, Any]:
    """The states with how many there are of each that is open, and how many are overdue; in one query."""
    late = Q(status__in=WAIT_FOR_ANSWER, respond_by__lte=timezone.now())
    found = (
        rows.open().order_by().values("status").annotate(number=Count("pk"), late=Count("pk", filter=late))
    )
    numbers = {row["status"]: row for row in found}
    states = [
        {
            "label": staff_label(status),
            "url": wanted.url(status=status, overdue=""),
            "number": numbers[status]["number"] if status in numbers else 0,
            "is_here": wanted.status == status,
        }
        for status in OPEN
        if status in numbers or wanted.status == status
    ]
    return {
        "states": states,
        "all_states": [
            {"value": status.value, "label": staff_label(status), "is_here": wanted.status == status}
            for status in (*OPEN, *CLOSED)
        ],
        "all_url": wanted.url(status="", overdue=""),
        "overdue_url": wanted.url(status="", overdue="1"),
        "number": sum(row["number"] for row in numbers.values()),
        "late": sum(row["late"] for row in numbers.values()),
    }


def _ids(words: list[str]) -> list[UUID]:
    found = []
    for word in words[: services.MOST_AT_ONCE]:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found


def _told(row: Application, outcome: services.Outcome, verb: str) -> dict[str, Any]:
    """What became of one row, in a sentence."""
    if outcome.refusal is None:
        return {"row": row, "ok": True, "words": f"{row.user} is {DONE[verb]}."}
    return {"row": row, "ok": False, "words": str(outcome.refusal)}
