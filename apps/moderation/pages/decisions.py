"""What was decided about one's own things, and asking for another look."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.moderation import reviewables, services
from apps.moderation.models import Decision
from apps.moderation.pages.forms import AppealForm
from apps.moderation.services.appeals import appeal_of, check_appeal, ends_at
from apps.moderation.services.outcomes import open_to_appeal, titles_for
from hearth.kernel.authorization import Subject, can, require
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound

PER_PAGE = 20
BADGES = {
    "approve": "approved",
    "restore": "approved",
    "request_changes": "changes_requested",
    "reject": "stop",
    "remove": "stop",
}
APPEALS = {
    "open": "You appealed. Another moderator is looking at it; we will write to you.",
    "granted": "Your appeal was granted, and this decision taken back.",
    "denied": "Another moderator looked at your appeal, too, and the decision stands.",
    "closed": "Your appeal was closed because it had moved on.",
}


class DecisionsPage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Decision.objects.visible_to(self.subject, "be_told").select_related("appeal")
        page = Keyset("-decided_at", "-id").page(rows, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        titles, until = titles_for(page.items, self.subject), open_to_appeal(page.items)
        context = {
            "entries": [
                {
                    "title": titles.get((decision.kind, decision.target_id), ""),
                    **entry_of(decision, self.subject, until.get(decision.pk)),
                }
                for decision in page.items
            ],
            "page": links_of(page),
        }
        return render(request, "moderation/my_decisions.html", context)


class AppealPage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return self._show(self.find(id), AppealForm())

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        decision, form = self.find(id), AppealForm(request.POST)
        if check_appeal(decision, by=self.subject) is None:
            if not form.is_valid():
                return self._show(decision, form, status=422)
            services.file_appeal(decision, by=self.subject, **form.cleaned_data)
            messages.success(request, "Your appeal is with us. Another moderator will look at it.")
        return redirect("my-decisions")

    def find(self, id: UUID) -> Decision:
        found: Decision | None = (
            Decision.objects.select_related("appeal").visible_to(self.subject).filter(pk=id).first()
        )
        if found is None:
            raise NotFound()
        require(self.subject, "appeal", found)
        return found

    def _show(self, decision: Decision, form: AppealForm, status: int = 200) -> HttpResponse:
        earlier = check_appeal(decision, by=self.subject)
        thing = reviewables.targets_of([decision]).get((decision.kind, decision.target_id))
        context = {
            "form": form,
            "title": reviewables.of_kind(decision.kind).title(thing) if thing is not None else "",
            "until": ends_at(decision),
            "earlier": earlier,
            **entry_of(decision, self.subject, None),
        }
        return render(self.request, "moderation/appeal.html", context, status=status)

    def after_refusal(self) -> str:
        return reverse("my-decisions")


def entry_of(decision: Decision, subject: Subject, until: Any) -> dict[str, Any]:
    """A decision as its page shows it; `until` when somebody may appeal, None where nobody may."""
    reviewable, appeal = reviewables.kinds().get(decision.kind), appeal_of(decision)
    may_appeal = until is not None and can(subject, "appeal", decision).allowed
    return {
        "decision": decision,
        "kind_label": reviewable.kind_label if reviewable else decision.kind,
        "badge": BADGES[decision.action],
        "label": decision.get_action_display(),
        "reason": reviewable.reason_label(decision.reason) if reviewable else "",
        "appeal": appeal,
        "appeal_words": APPEALS[appeal.state] if appeal else "",
        "appeal_url": reverse("appeal", args=[decision.pk]) if may_appeal else "",
        "appealable_until": until,
    }
