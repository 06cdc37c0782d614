"""How often one person may write; the API and the pages take from the same budgets."""

from collections.abc import Mapping
from datetime import timedelta

from hearth.kernel.limits import declare_limit

declare_limit("applications", 5, per=timedelta(days=1))
declare_limit("application.edit", 1_000, per=timedelta(hours=1))
declare_limit("application.write", 300, per=timedelta(days=1))
declare_limit("application.step", 500, per=timedelta(days=1))
declare_limit("application.triage", 60, per=timedelta(hours=1))
declare_limit("application.reveal", 100, per=timedelta(days=1))
declare_limit("application_form.create", 50, per=timedelta(days=1))
declare_limit("application_form.edit", 1_000, per=timedelta(days=1))
declare_limit("question.ask", 10, per=timedelta(days=1))
declare_limit("question.change", 100, per=timedelta(days=1))
declare_limit("question.answer", 500, per=timedelta(days=1))
declare_limit("question.remove", 500, per=timedelta(days=1))
declare_limit("question.reveal", 100, per=timedelta(days=1))
declare_limit("block.create", 100, per=timedelta(days=1))
declare_limit("block.lift", 100, per=timedelta(days=1))

WITH_WORDS = ("answer", "request_info", "invite_to_meeting", "plan_home_check", "approve", "reject")
"""Verbs that write to the other side, and so count as messages do."""
WITHOUT_WORDS = (
    *("submit", "withdraw", "accept_offer", "pass_offer", "take_it_for_me", "ask_me_first"),
    *("begin_review", "waitlist"),
)
APPLICATION_LIMITS: Mapping[str, str] = {
    **dict.fromkeys(WITH_WORDS, "application.write"),
    **dict.fromkeys(WITHOUT_WORDS, "application.step"),
    # Drafts are kept while somebody types.
    "edit": "application.edit",
    "triage": "application.triage",
    "reveal": "application.reveal",
}
"""The budget of everything that is done with one application."""
QUESTION_LIMITS: Mapping[str, str] = {
    **dict.fromkeys(("answer", "answer_and_publish", "publish", "hide", "reject"), "question.answer"),
    "correct": "question.answer",
    "withdraw": "question.change",
    "reword": "question.change",
    "remove": "question.remove",
    "reveal": "question.reveal",
}
"""The budget of everything that is done with one question."""
