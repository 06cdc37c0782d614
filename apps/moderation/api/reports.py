"""What people report, and for reviewers who it was."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view, inline_serializer
from rest_framework import serializers, status

from apps.moderation import services
from apps.moderation.models import Report, ReportCase
from apps.moderation.registrations.previews import title_of
from apps.moderation.registrations.reports import reason_words
from apps.moderation.services.outcomes import OUTCOMES, titles_for
from apps.moderation.services.reports import has_reported
from hearth.kernel.api import idempotency
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.api.views import Creating, Listing, PolicyViewSet, Reading, Revealing
from hearth.kernel.reveal import is_revealed


class TargetId(serializers.UUIDField):
    """An id as JSON has it: a number is none, though Python would read one as a UUID."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class ReportInput(StrictSerializer):
    kind = serializers.CharField(max_length=30, help_text="What sort of thing it is, such as `pet`")
    target = TargetId()
    reason = serializers.CharField(max_length=60, help_text="One of the kind's codes; 422 names them")
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class ReportSerializer(serializers.ModelSerializer[Report]):
    """A report as the person who made it reads it: of others who reported the same it says nothing."""

    kind = serializers.CharField(source="case.kind")
    target = serializers.UUIDField(source="case.target_id")
    title = serializers.SerializerMethodField(help_text="Empty once the thing is not shown to you any more")
    reason_label = serializers.SerializerMethodField()
    state = serializers.ChoiceField(source="case.state", choices=ReportCase.State.choices)
    outcome = serializers.SerializerMethodField(help_text="What became of it, in words")
    settled_at = serializers.DateTimeField(source="case.settled_at", allow_null=True)

    class Meta:
        model = Report
        fields = (
            "id",
            "kind",
            "target",
            "title",
            "reason",
            "reason_label",
            "note",
            "state",
            "outcome",
            "created_at",
            "settled_at",
            "version",
        )

    def get_title(self, report: Report) -> str:
        titles: dict[Any, str] = self.context.get("titles", {})
        return titles.get((report.case.kind, report.case.target_id), "")

    def get_reason_label(self, report: Report) -> str:
        return reason_words(report.case, report.reason)

    def get_outcome(self, report: Report) -> str:
        return OUTCOMES[report.case.state]


class Reports(PolicyViewSet):
    model = Report
    serializer_class = ReportSerializer
    needs_identity = True

    def rows(self) -> Any:
        return Report.objects.select_related("case")

    def representation(self, obj: Report) -> str:
        return f"{self.audience(obj)}:{obj.case.version}"

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "titles": getattr(self, "titles", {})}

    def complete(self, items: Sequence[Report]) -> None:
        self.titles = titles_for([report.case for report in items], self.subject)

    def represent(self, obj: Report) -> Any:
        if self.action != "list":
            self.complete([obj])
        return super().represent(obj)


@extend_schema_view(
    retrieve=extend_schema(summary="One of your reports"),
    create=extend_schema(
        summary="Report something that breaks the rules",
        description="Anything that you may see and that is not yours, of a kind that has report reasons. "
        "Sent again while the first one is being looked at, it is 200 with that one. At most 20 a day.",
        request=ReportInput,
        responses={200: ReportSerializer, 201: ReportSerializer},
    ),
)
class ReportViewSet(Creating, Reading, Reports):
    write_serializer = ReportInput
    limits = {"create": "report.create"}

    def spend(self, action: str) -> None:
        """Leave the budget alone for a repeat, which adds nothing."""
        given = ReportInput(data=self.request.data, context=self.get_serializer_context())
        named = given.validated_data if given.is_valid() else None
        if named is None or not has_reported(named["kind"], named["target"], by=self.subject):
            super().spend(action)

    def make(self) -> idempotency.Made:
        given = self.read_input(ReportInput)
        report, is_new = services.file_report(by=self.subject, **given)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        report = self.reload(report)
        return report, self.answer(report, code=code, location=self.location_of(report))


@extend_schema_view(list=extend_schema(summary="What you reported, and what became of it, newest first"))
class MyReportsViewSet(Listing, Reports):
    pass


class ReportNoteSerializer(serializers.ModelSerializer[Report]):
    reason_label = serializers.SerializerMethodField()
    reporter = serializers.SerializerMethodField(
        help_text="Null until the reviewer opens the names (`reveal`)"
    )

    class Meta:
        model = Report
        fields = ("id", "reason", "reason_label", "note", "reporter", "created_at")

    def get_reason_label(self, report: Report) -> str:
        return reason_words(report.case, report.reason)

    @extend_schema_field(
        inline_serializer(
            "Reporter",
            {"id": serializers.UUIDField(), "name": serializers.CharField()},
            allow_null=True,
        )
    )
    def get_reporter(self, report: Report) -> dict[str, str] | None:
        if not self.context.get("names_open"):
            return None
        return {"id": str(report.reporter_id), "name": str(report.reporter)}


class ReportCaseSerializer(serializers.ModelSerializer[ReportCase]):
    target = serializers.UUIDField(source="target_id")
    title = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField(help_text="How often each reason was given")
    reports = serializers.SerializerMethodField()
    upheld_before = serializers.IntegerField(help_text="How often reports on it were upheld before")
    dismissed_before = serializers.IntegerField()

    class Meta:
        model = ReportCase
        fields = (
            "id",
            "kind",
            "target",
            "title",
            "state",
            "reasons",
            "reports",
            "upheld_before",
            "dismissed_before",
            "created_at",
            "settled_at",
            "version",
        )

    def get_title(self, case: ReportCase) -> str:
        return title_of(case)

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField()))
    def get_reasons(self, case: ReportCase) -> dict[str, int]:
        return dict(Counter(report.reason for report in case.reports.all()))

    @extend_schema_field(ReportNoteSerializer(many=True))
    def get_reports(self, case: ReportCase) -> Any:
        reports = case.reports.select_related("reporter", "case").order_by("created_at", "pk")
        return ReportNoteSerializer(reports, many=True, context=self.context).data


@extend_schema_view(
    retrieve=extend_schema(summary="Everything that was reported about one thing, for reviewers"),
)
class ReportCaseViewSet(Reading, Revealing):
    """Reviewers read what was said; who said it, only after they gave a reason."""

    model = ReportCase
    serializer_class = ReportCaseSerializer
    needs_identity = True

    def rows(self) -> Any:
        return ReportCase.objects.for_display()

    def audience(self, obj: Any = None) -> str:
        opened = obj is not None and is_revealed(obj, self.subject)
        return "names" if opened else "reviewer"

    def representation(self, obj: ReportCase) -> str:
        return f"{self.audience(obj)}:{len(obj.reports.all())}"

    def represent(self, obj: Any) -> Any:
        context = {**self.get_serializer_context(), "names_open": self.audience(obj) == "names"}
        return ReportCaseSerializer(obj, context=context).data
