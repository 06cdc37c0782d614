from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hearth.kernel.authorization import can
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.verbs import possible_verbs
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound
from tests.example.sheds import services
from tests.example.sheds.models import Loan, Tool
from tests.example.sheds.workflows import LOAN, LOANS

NEWEST = Keyset("-published_at", "-id")
VERBS = {
    "accept": services.accept_offer,
    "pass": services.pass_offer,
    "leave": services.leave_line,
    "give_back": services.give_back,
}


class ToolsPage(Page):
    access = "public"
    shared = True

    def get(self, request: HttpRequest) -> HttpResponse:
        page = NEWEST.page(Tool.objects.in_public(), limit=24, cursor=request.GET.get("cursor"))
        return render(request, "sheds/list.html", {"tools": page.items, "next": page.next_cursor})


class ToolPage(Page):
    access = "public"
    shared = True

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        tool = self.tool(id)
        loan = None
        if self.subject.id is not None:
            mine = Loan.objects.filter(tool=tool, user=self.subject.id, status__in=LOANS.words.live)
            loan = LOANS.with_positions(mine).first()
        context = {
            "tool": tool,
            "loan": loan,
            "verbs": possible_verbs(loan, LOAN, self.subject) if loan else [],
            "can_borrow": loan is None and can(self.subject, "borrow", tool).allowed,
        }
        return render(request, "sheds/detail.html", context)

    def tool(self, id: UUID) -> Tool:
        tool: Tool | None = Tool.objects.visible_to(self.subject).filter(pk=id).first()
        if tool is None:
            raise NotFound()
        return tool


class BorrowPage(ToolPage):
    access = "signed_in"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        tool = self.tool(id)
        self.spend("tool.borrow")
        loan = services.borrow_tool(tool, by=self.subject, takes_it="takes_it" in request.POST)
        messages.success(request, f"{tool}: {loan.get_status_display().lower()}.")
        return redirect(tool)


class LoanVerbPage(Page):
    access = "signed_in"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
        loan = Loan.objects.visible_to(self.subject).select_related("tool").filter(pk=id).first()
        if loan is None or verb not in VERBS:
            raise NotFound()
        loan = VERBS[verb](loan, by=self.subject)
        messages.success(request, f"{loan.tool}: {loan.get_status_display().lower()}.")
        return redirect(loan.tool)
