from datetime import timedelta
from typing import Any

from apps.moderation import reviewables
from apps.moderation.models import Appeal, Decision, ReasonMessage, Report, ReportCase, ReviewItem
from hearth.kernel.authorization import Policy, SystemRole
from hearth.kernel.authorization.algebra import (
    After,
    HasSystemRole,
    HasTopRole,
    In,
    InMyOrganization,
    Mine,
    Missing,
    SignedIn,
    SystemCapability,
    TakesPart,
    ThingAllows,
)
from hearth.kernel.limits import declare_limit

declare_limit("report.create", 20, per=timedelta(days=1))

REVIEWS = SystemCapability("review_content")
RUNS = SystemCapability("manage_platform")
NOT_OWN = ~Mine("submitter") & ~InMyOrganization("organization")
# A reviewer whose own thing was reported learns as little of that as anybody, nor what came of it.
READS = REVIEWS & (~In("kind", ("report",)) | NOT_OWN)

REVIEW_ITEM = Policy(
    ReviewItem,
    {
        "view": READS,
        "claim": REVIEWS & NOT_OWN,
        "release": READS
        & (
            Mine("claimed_by")
            | Missing("claimed_by")
            | After("claimed_until")
            | HasSystemRole(SystemRole.SITE_ADMIN)
        ),
        "decide": REVIEWS & NOT_OWN,
        "browse": READS,
    },
)
SENT_IN_BY_ME = Mine("submitter") & (Missing("organization") | InMyOrganization("organization"))
ANSWERS_FOR_IT = InMyOrganization("organization", "manage_organization") | HasTopRole("organization")
CONCERNS_ME = (SENT_IN_BY_ME | ANSWERS_FOR_IT) & ~In("kind", ("report", "appeal"))
DECISION = Policy(
    Decision,
    {
        "view": READS | CONCERNS_ME,
        "be_told": CONCERNS_ME,
        "appeal": CONCERNS_ME & In("action", ("reject", "remove")),
        "browse": READS,
        "restore": REVIEWS & NOT_OWN & ~Mine("reviewer"),
    },
)
REASON_MESSAGE = Policy(
    ReasonMessage, {"view": REVIEWS, "browse": REVIEWS, "create": RUNS, "edit": RUNS, "delete": RUNS}
)

# Whose thing was reported reads nothing of it, a reviewer neither: the notes would say who it was.
ON_OTHERS = REVIEWS & ~Mine("owner") & ~InMyOrganization("organization")
NOT_REPORTED_BY_ME = ~TakesPart("moderation.Report", "case", "reporter")


def _removals() -> dict[str, tuple[type[Any], str]]:
    """By what verb each kind that can be reported is taken down."""
    known = reviewables.kinds().items()
    return {kind: (found.model, found.verbs["remove"]) for kind, found in known if found.reportable}


# Who is a party to what was reported, in whatever way its kind knows, says as little that nothing is wrong.
JUDGES = ON_OTHERS & NOT_REPORTED_BY_ME & ThingAllows("may_take_it_down", _removals)
REPORT_CASE = Policy(
    ReportCase,
    {
        "view": ON_OTHERS,
        "uphold": JUDGES,
        "dismiss": JUDGES,
        "reveal": ON_OTHERS,
        "browse": ON_OTHERS,
    },
)
REPORT = Policy(Report, {"view": Mine("reporter"), "create": SignedIn(), "browse": RUNS})

SOMEBODY_ELSE = ~Mine("first_reviewer") & ~Mine("appellant") & ~InMyOrganization("organization")
APPEAL = Policy(
    Appeal,
    {
        "view": REVIEWS | Mine("appellant") | ANSWERS_FOR_IT,
        "grant": REVIEWS & SOMEBODY_ELSE,
        "deny": REVIEWS & SOMEBODY_ELSE,
        "browse": REVIEWS,
    },
)
