"""Those who reported or appealed are told what became of it."""

from typing import Any

from apps.moderation import reviewables
from apps.moderation.models import Appeal, Decision, ReportCase
from apps.moderation.registrations.previews import title_of
from apps.notifications.services import notify
from hearth.kernel.events import conceal_actor, on
from hearth.kernel.models import Event

# Who reported something is looked up at its case, with a reason.
conceal_actor("report.filed")


@on("report.upheld", "report.dismissed", "report.closed")
def tell_reporters(event: Event) -> None:
    """Tell each of them the same: nobody learns who else reported it, or what was said to its owner."""
    case = ReportCase.objects.get(pk=event.target_id)
    why = _why(event) if event.name == "report.dismissed" else {}
    for report in case.reports.select_related("reporter").order_by("pk"):
        context = {"path": "/my/reports", "reported_at": report.created_at, **why}
        notify(report.reporter, event.name, about=case, context=context)


@on("appeal.granted", "appeal.denied", "appeal.closed")
def tell_appellant(event: Event) -> None:
    """Tell who appealed, and besides who had sent it in, where that is somebody else."""
    appeal = Appeal.objects.for_display().select_related("decision__submitter").get(pk=event.target_id)
    context: dict[str, Any] = {"title": title_of(appeal), "path": "/my/decisions"}
    if event.name != "appeal.closed":
        context |= _why(event)
    if event.name == "appeal.granted":
        context |= _what_follows(appeal.decision)
    for person in {appeal.appellant, appeal.decision.submitter}:
        notify(person, event.name, about=appeal, context=context)


def _what_follows(decision: Decision) -> dict[str, bool]:
    """Neither where its owner has sent another change since: then there was nothing to bring back."""
    about = reviewables.of_kind(decision.kind).model._meta.label_lower
    events = Event.objects.filter(target_type=about, target_id=decision.target_id)
    moved = events.filter(data__overturns=str(decision.pk)).exists()
    rejected = decision.action == Decision.Action.REJECT
    return {"waits_again": moved and rejected, "shown_again": moved and not rejected}


def _why(event: Event) -> dict[str, str]:
    decision = Decision.objects.get(pk=event.data["decision"])
    words = reviewables.of_kind(decision.kind).reason_label(decision.reason)
    return {"reason": words, "reason_code": decision.reason, "note": decision.note}
