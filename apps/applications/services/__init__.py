"""Verbs of applications and of what belongs to them."""

from apps.applications.services.applying import (
    answer_info,
    apply,
    edit_application,
    refuse_own_pet,
    start_application,
    submit_application,
    takes_applications,
    withdraw_application,
)
from apps.applications.services.bulk import MOST_AT_ONCE, Outcome, triage
from apps.applications.services.deciding import (
    approve_application,
    begin_review,
    invite_to_meeting,
    plan_home_check,
    reject_application,
    request_info,
    waitlist_application,
)
from apps.applications.services.endings import (
    close_line,
    complete_and_close,
    expire_drafts,
    forget_applications_of,
    pass_on,
    serve_line,
    serve_lines_of,
)
from apps.applications.services.files import file_of, hand_over_file
from apps.applications.services.forms import create_form, edit_form, ensure_default_form, publish_form
from apps.applications.services.households import household_of, keep_household
from apps.applications.services.obstacles import obstacle
from apps.applications.services.offers import accept_offer, ask_me_first, pass_offer, take_it_for_me
from apps.applications.services.reminding import escalate_overdue, remind_of_overdue
from apps.applications.services.thread import NOT_TAKEN, is_heard, write_message, write_note

__all__ = [
    "MOST_AT_ONCE",
    "NOT_TAKEN",
    "Outcome",
    "accept_offer",
    "answer_info",
    "apply",
    "approve_application",
    "ask_me_first",
    "begin_review",
    "close_line",
    "complete_and_close",
    "create_form",
    "edit_application",
    "edit_form",
    "ensure_default_form",
    "escalate_overdue",
    "expire_drafts",
    "file_of",
    "forget_applications_of",
    "hand_over_file",
    "household_of",
    "invite_to_meeting",
    "is_heard",
    "keep_household",
    "obstacle",
    "pass_offer",
    "pass_on",
    "plan_home_check",
    "publish_form",
    "refuse_own_pet",
    "reject_application",
    "remind_of_overdue",
    "request_info",
    "serve_line",
    "serve_lines_of",
    "start_application",
    "submit_application",
    "take_it_for_me",
    "takes_applications",
    "triage",
    "waitlist_application",
    "withdraw_application",
    "write_message",
    "write_note",
]
