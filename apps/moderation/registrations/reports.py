"""Reports in the queue: one case per reported thing, decided like anything else."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone

from apps.accounts.export import keep_back
from apps.moderation import reviewables
from apps.moderation.models import Decision, ReportCase, ReviewItem
from apps.moderation.registrations.previews import preview_of, title_of
from apps.moderation.reviewables import Reviewable, register
from apps.moderation.services.reports import REMOVE, hold_reported, take_down
from apps.moderation.workflows import REPORT_CASE
from apps.notifications.kinds import Kind
from apps.notifications.kinds import register as register_kinds
from hearth.kernel.authorization import Subject
from hearth.kernel.constraints import explain_constraint

KIND = "report"
DISMISSED = {
    "no_breach": "Nothing in it breaks our rules",
    "not_confirmed": "We could not confirm what was reported",
    "dealt_with": "It has been put right already",
}


class RemovalReasons(Mapping[str, str]):
    """The reasons for removing anything that can be reported, of kinds registered later too."""

    def _all(self) -> dict[str, str]:
        reportable = (found for found in reviewables.kinds().values() if found.reportable)
        return {code: words for found in reportable for code, words in found.reasons[REMOVE].items()}

    def __getitem__(self, code: str) -> str:
        return self._all()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _reasons_of(case: ReportCase) -> Mapping[str, Mapping[str, str]]:
    return {REMOVE: reviewables.of_kind(case.kind).reasons[REMOVE], "reject": DISMISSED}


def reason_words(case: ReportCase, code: str) -> str:
    """How a reporter's reason reads."""
    return reviewables.of_kind(case.kind).reportable.get(code, code)


def _preview(case: ReportCase) -> dict[str, Any]:
    reports = sorted(case.reports.all(), key=lambda report: (report.created_at, report.pk))
    counted = Counter(report.reason for report in reports).most_common()
    reported = preview_of(case)
    return {
        "case": case,
        "reported": reported,
        "reports": reports,
        "summary": " · ".join(f"{number} × {reason_words(case, code)}" for code, number in counted),
        "counted": [(reason_words(case, code), number) for code, number in counted],
        "page_url": reported.get("page_url", "") if reported else "",
    }


def _settled(case: ReportCase, action: str, by: Subject) -> dict[str, Any]:
    return {"settled_at": timezone.now()}


def _seen(case: ReportCase) -> int:
    """What is decided about is the reported thing as it is: a further report makes nobody look again."""
    return int(case.target.version) if case.target is not None else 0


REPORT = register(
    Reviewable(
        kind=KIND,
        model=ReportCase,
        workflow=REPORT_CASE,
        label="report",
        words="Taking it down is a decision against its owner, who is told your reason and note, and may "
        "appeal. If nothing is wrong, your reason and note go to those who reported it.",
        verbs={REMOVE: "uphold", "reject": "dismiss"},
        reasons={REMOVE: RemovalReasons(), "reject": DISMISSED},
        reasons_of=_reasons_of,
        preview_template="moderation/report_preview.html",
        preview=_preview,
        rows=lambda: ReportCase.objects.for_display(),
        title=title_of,
        submitter=lambda case: case.owner,
        seen=_seen,
        is_about=lambda case: case.target,
        before=hold_reported,
        changes=_settled,
        after=take_down,
        refusals={
            "not takes_part_as_report": "You reported it yourself: somebody else decides.",
            "may_take_it_down": "You have a part in what was reported: somebody else decides.",
        },
        outcomes={REMOVE: "Taken down", "reject": "Nothing wrong"},
        judges_submitter=False,
    )
)


# When something was reported and what its reporters were written is not for those whom they reported.
keep_back(Decision, Q(kind=KIND))
# Nor what of theirs is looked at without their having sent it in: who knows the samples knows what is none.
_UNASKED = (ReviewItem.Origin.SAMPLED, ReviewItem.Origin.FLAGGED)
keep_back(ReviewItem, Q(kind=KIND) | Q(origin__in=_UNASKED))

explain_constraint("report_case_one_open", "Somebody reported it at the same moment; send it again.")
explain_constraint("report_once_per_person", "You have reported this already.")

_TOLD = {"reported_at": "2026-03-14T08:30:00Z", "path": "/my/reports"}
register_kinds(
    Kind(
        name="report.upheld",
        label="Something that you reported was taken down",
        group="Reports and appeals",
        template="moderation/mail/report_upheld",
        confidential=True,
        sample=_TOLD,
    ),
    Kind(
        name="report.dismissed",
        label="We found nothing wrong with something that you reported",
        group="Reports and appeals",
        template="moderation/mail/report_dismissed",
        confidential=True,
        sample={
            **_TOLD,
            "reason": DISMISSED["no_breach"],
            "reason_code": "no_breach",
            "note": "The fee covers vaccinations.",
        },
    ),
    Kind(
        name="report.closed",
        label="Something that you reported is gone",
        group="Reports and appeals",
        template="moderation/mail/report_closed",
        confidential=True,
        sample=_TOLD,
    ),
)
