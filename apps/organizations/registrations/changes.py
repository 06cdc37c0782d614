"""What the review desk needs to know of a change to an approved organisation."""

from typing import Any

from apps.moderation.reviewables import Reviewable, register
from apps.organizations.models import Organization
from apps.organizations.registrations.review import preview, rows
from apps.organizations.services import changes
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.authorization import Subject


def _columns(organization: Organization, action: str, by: Subject) -> dict[str, Any]:
    return changes.columns_of(organization, action)


def _settle(organization: Organization, action: str, by: Subject, decision: Any) -> None:
    if action == "restore":
        changes.reopen_change(organization)
    else:
        changes.settle_change(organization, action, by=by)


NOT_FITTING = {
    "not_theirs": "The name or the logo is somebody else's",
    "misleading": "It says what we could not confirm",
    "offensive": "It is hateful or indecent",
    "advertising": "The text advertises something else",
    "contact_details": "Personal contact details stand in the text",
}

CHANGE = register(
    Reviewable(
        kind=changes.KIND,
        model=Organization,
        workflow=ORGANIZATION,
        label="change of an organisation",
        words="Its page stays as it is until the change is approved. A new name loses the badge.",
        verbs={"approve": "approve_change", "reject": "reject_change"},
        reasons={"reject": NOT_FITTING},
        messages={
            "not_theirs": "We left {title} as it was, because the new name or logo seems to be somebody "
            "else's. If you may use it, answer with a few words about why.",
            "misleading": "We left {title} as it was, because the change says something that we could "
            "not confirm. Say it in another way, or send us something that shows it.",
            "offensive": "We left {title} as it was, because the change may hurt people. Please say it "
            "otherwise.",
            "advertising": "We left {title} as it was, because the new text advertises something else. "
            "The page is for what you do yourselves.",
            "contact_details": "We left {title} as it was, because somebody's personal contact details "
            "stand in the text. The fields for e-mail and phone are made for them.",
        },
        preview_template="organizations/review_preview.html",
        preview=preview,
        rows=lambda: changes.with_change(rows()),
        title=str,
        submitter=lambda organization: organization.created_by,
        before=changes.check_applicable,
        changes=_columns,
        after=_settle,
        seen=changes.newest_number,
        difference=changes.changed_since,
        changed=changes.change_that_waits,
        at_once="publish_change",
        restores={"approved": "reopen_change"},
    )
)
