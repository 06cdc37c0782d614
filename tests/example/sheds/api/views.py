from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_view

from apps.moderation.api.verbs import Decidable, decision_verb
from hearth.kernel.api.hot import Hot, HotListing, HotReading
from hearth.kernel.api.serializers import ReasonInput
from hearth.kernel.api.views import Creating, Editing, Listing, Nested, PolicyViewSet, Reading
from hearth.kernel.authorization import require
from hearth.kernel.keyset import Keyset
from tests.example.sheds import services
from tests.example.sheds.api.serializers import (
    LoanInput,
    LoanSerializer,
    PiecesInput,
    RestockInput,
    ToolInput,
    ToolSerializer,
    ToolWords,
)
from tests.example.sheds.changes import edit_tool
from tests.example.sheds.choices import LoanStatus
from tests.example.sheds.models import Loan, Tool
from tests.example.sheds.workflows import LOAN, LOANS, TOOL

DECISIONS = frozenset({"approve", "reject", "remove", "approve_change", "reject_change"})


@extend_schema_view(
    list=extend_schema(summary="Tools that one can borrow, newest first"),
    retrieve=extend_schema(summary="One tool"),
    create=extend_schema(summary="Offer a tool", request=ToolInput, responses={201: ToolSerializer}),
    update=extend_schema(summary="Change its words", request=ToolWords),
    partial_update=extend_schema(summary="Change some of its words", request=ToolWords),
)
class ToolViewSet(Decidable, Creating, Editing, HotReading, HotListing):
    model = Tool
    hot = Hot(ToolSerializer, tag=("confirmed_count", "offered_count"))
    order = Keyset("-published_at", "-id")
    serializer_class = ToolSerializer
    write_serializer = ToolInput
    edit_serializer = ToolWords
    workflow = TOOL
    verbs = {
        "withdraw": services.withdraw_tool,
        "restock": services.restock_tool,
        **{verb: decision_verb(verb) for verb in DECISIONS},
    }
    verb_serializers = {
        **dict.fromkeys(DECISIONS - {"approve", "approve_change"}, ReasonInput),
        "restock": RestockInput,
    }
    verbs_by_version = DECISIONS
    limits = {"create": "tool.list"}

    def listed(self) -> Any:
        return Tool.objects.shown()

    def representation(self, obj: Tool) -> str:
        # People come and go without a new version of the tool.
        return f"{self.audience(obj)}:{obj.confirmed_count}:{obj.offered_count}"

    def perform(self, given: dict[str, Any]) -> Tool:
        return services.list_tool(by=self.subject, **given)

    def perform_edit(self, obj: Tool, given: dict[str, Any]) -> Tool:
        return edit_tool(obj, by=self.subject, **given)


class LoanFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=LoanStatus.choices)

    class Meta:
        model = Loan
        fields: list[str] = []


class _Loans(PolicyViewSet):
    model = Loan
    serializer_class = LoanSerializer
    needs_identity = True

    def rows(self) -> Any:
        return LOANS.with_positions(Loan.objects.all())

    def representation(self, obj: Any) -> str:
        return f"{self.audience(obj)}:{obj.position}"


@extend_schema_view(
    list=extend_schema(summary="The loans of a tool: one's own, and for its lender all of them"),
    create=extend_schema(
        summary="Borrow a tool, or wait for it",
        description="`lent` at once while one is free; else `waiting`, with your place in the line.",
        request=LoanInput,
        responses={201: LoanSerializer},
    ),
)
class ToolLoansViewSet(Nested, Creating, Listing, _Loans):
    parent_model = Tool
    filterset_class = LoanFilter
    write_serializer = LoanInput
    limits = {"create": "tool.borrow"}

    def listed(self) -> Any:
        return self.rows().filter(tool=self.parent)

    def check_create(self) -> None:
        require(self.subject, "borrow", self.parent)

    def perform(self, given: dict[str, Any]) -> Loan:
        return services.borrow_tool(self.parent, by=self.subject, **given)

    def location_of(self, obj: Loan) -> str:
        return str(self.request.build_absolute_uri(f"/api/v1/loans/{obj.pk}"))


@extend_schema_view(list=extend_schema(summary="What one borrows or waits for, newest first"))
class MyLoansViewSet(Listing, _Loans):
    filterset_class = LoanFilter

    def listed(self) -> Any:
        return self.rows().filter(user=self.subject.id)


@extend_schema_view(retrieve=extend_schema(summary="One loan"))
class LoanViewSet(Reading, _Loans):
    workflow = LOAN
    verbs = {
        "accept": services.accept_offer,
        "pass": services.pass_offer,
        "leave": services.leave_line,
        "give_back": services.give_back,
        "take_back": services.take_back,
        "resize": services.resize_loan,
    }
    verb_serializers = {"resize": PiecesInput}
