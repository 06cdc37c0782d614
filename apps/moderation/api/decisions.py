"""Decisions as those read them whom they concern, and the appeal against one."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.reverse import reverse

from apps.moderation import reviewables, services
from apps.moderation.models import Appeal, Decision
from apps.moderation.services.appeals import appeal_of, can_be_taken_back, check_appeal, ends_at
from apps.moderation.services.outcomes import open_to_appeal, titles_for
from hearth.kernel.api import idempotency
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.api.views import Creating, Listing, Nested, PolicyViewSet, Reading
from hearth.kernel.authorization import require
from hearth.kernel.keyset import Keyset


class DecisionNote(serializers.ModelSerializer[Decision]):
    """A decision inside the answer of what it was about. Who decided is not told."""

    reason_label = serializers.SerializerMethodField()
    appealable_until = serializers.SerializerMethodField(
        help_text="When the time for `POST /decisions/{id}/appeal` ends; null where there is no appeal"
    )

    class Meta:
        model = Decision
        fields: tuple[str, ...] = (
            "id",
            "action",
            "reason",
            "reason_label",
            "note",
            "decided_at",
            "appealable_until",
        )

    def get_reason_label(self, decision: Decision) -> str:
        reviewable = reviewables.kinds().get(decision.kind)
        return reviewable.reason_label(decision.reason) if reviewable else ""

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_appealable_until(self, decision: Decision) -> str | None:
        if not can_be_taken_back(decision):
            return None
        return str(serializers.DateTimeField().to_representation(ends_at(decision)))


class AppealSerializer(serializers.ModelSerializer[Appeal]):
    class Meta:
        model = Appeal
        fields = ("id", "text", "state", "created_at", "settled_at")


class OwnDecisionSerializer(DecisionNote):
    """A decision on something of one's own, and the appeal; `titles` come in the context, once per page."""

    title = serializers.SerializerMethodField()
    appeal = serializers.SerializerMethodField()

    class Meta(DecisionNote.Meta):
        fields = ("kind", "target_id", "title", *DecisionNote.Meta.fields, "appeal")

    def get_title(self, decision: Decision) -> str:
        titles: dict[Any, str] = self.context.get("titles", {})
        return titles.get((decision.kind, decision.target_id), "")

    @extend_schema_field(AppealSerializer(allow_null=True))
    def get_appeal(self, decision: Decision) -> Any:
        appeal = appeal_of(decision)
        return AppealSerializer(appeal).data if appeal else None


class AppealInput(StrictSerializer):
    text = serializers.CharField(max_length=2000, help_text="Why it should be looked at again")


class Decisions(PolicyViewSet):
    model = Decision
    serializer_class = OwnDecisionSerializer
    needs_identity = True
    order = Keyset("-decided_at", "-id")

    def rows(self) -> Any:
        return Decision.objects.select_related("appeal")

    def representation(self, obj: Decision) -> str:
        appeal = appeal_of(obj)
        return f"{self.audience(obj)}:{appeal.version if appeal else ''}"

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "titles": getattr(self, "titles", {})}

    def complete(self, items: Sequence[Decision]) -> None:
        self.titles = titles_for(items, self.subject)

    def represent(self, obj: Decision) -> Any:
        if self.action != "list":
            self.complete([obj])
        return super().represent(obj)


@extend_schema_view(
    retrieve=extend_schema(summary="One decision, for those whom it concerns and for reviewers"),
)
class DecisionViewSet(Reading, Decisions):
    not_of_a_row = frozenset({*PolicyViewSet.not_of_a_row, "be_told", "restore"})

    def obstacle(self, obj: Decision, action: str) -> str:
        return "not_appealable" if action == "appeal" and obj.pk not in open_to_appeal([obj]) else ""


@extend_schema_view(
    create=extend_schema(
        summary="Appeal against a decision",
        description="Within twenty days, once, against what was rejected or removed; another reviewer "
        "decides. 409 `too_late` afterwards, `already_appealed` when somebody of the organisation was "
        "first. Sent again by the same person it is 200 with the appeal that there is.",
        request=AppealInput,
        responses={200: OwnDecisionSerializer, 201: OwnDecisionSerializer},
    )
)
class AppealViewSet(Nested, Creating, Decisions):
    """The appeal of one decision; the answer is the decision with it."""

    parent_model = Decision
    write_serializer = AppealInput

    def check_create(self) -> None:
        require(self.subject, "appeal", self.parent)

    def make(self) -> idempotency.Made:
        decision, is_new = self.parent, False
        if check_appeal(decision, by=self.subject) is None:
            _, is_new = services.file_appeal(decision, by=self.subject, **self.read_input(AppealInput))
        decision = self.reload(decision)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return decision, self.answer(decision, code=code, location=self.location_of(decision))

    def location_of(self, obj: Decision) -> str:
        return reverse("api-decision-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(
        summary="Decisions on what is yours, or on what your organisations answer for, newest first"
    )
)
class MyDecisionsViewSet(Listing, Decisions):
    def listed(self) -> Any:
        return self.rows().visible_to(self.subject, "be_told")
