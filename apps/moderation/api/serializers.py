from typing import Any

from rest_framework import serializers

from apps.moderation.models import Decision, ReviewItem
from apps.moderation.reviewables import of_kind
from hearth.kernel.api.serializers import StrictSerializer


class ReviewItemSerializer(serializers.ModelSerializer[ReviewItem]):
    title = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField(help_text="Reason codes with their words, per action")

    class Meta:
        model = ReviewItem
        fields = (
            "id",
            "kind",
            "target_id",
            "title",
            "revision",
            "state",
            "priority",
            "due_at",
            "submitter",
            "organization",
            "opened_at",
            "reasons",
            "version",
        )

    def get_title(self, item: ReviewItem) -> str:
        target = self.context.get("targets", {}).get((item.kind, item.target_id))
        return of_kind(item.kind).title(target) if target is not None else ""

    def get_reasons(self, item: ReviewItem) -> dict[str, dict[str, str]]:
        reviewable = of_kind(item.kind)
        return {action: dict(reviewable.reasons.get(action, {})) for action in reviewable.verbs}


class DecideInput(StrictSerializer):
    action = serializers.ChoiceField(choices=Decision.Action.choices)
    reason = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class DecisionSerializer(serializers.ModelSerializer[Any]):
    class Meta:
        model = Decision
        fields = (
            "id",
            "item",
            "kind",
            "target_id",
            "action",
            "reason",
            "note",
            "revision_seen",
            "reviewer",
            "decided_at",
        )
