from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from apps.moderation.models import Decision, ReviewItem
from apps.moderation.reviewables import of_kind
from apps.moderation.services.bulk import MOST
from apps.moderation.services.deciding import actions_of
from apps.moderation.services.messages import text_for
from apps.moderation.services.snapshots import changes_of
from hearth.kernel.api.serializers import StrictSerializer

BY_HAND = [choice for choice in Decision.Action.choices if choice[0] != Decision.Action.RESTORE]
"""What a reviewer can ask for; restoring is what becomes of a granted appeal."""

REASON = inline_serializer(
    "ReviewReason",
    {
        "words": serializers.CharField(help_text="What the submitter reads as the reason"),
        "message": serializers.CharField(help_text="What they are sent unless a note says something else"),
    },
)
REASONS = serializers.DictField(child=serializers.DictField(child=REASON))
CHANGES = inline_serializer(
    "ReviewChange",
    {
        "field": serializers.CharField(),
        "label": serializers.CharField(),
        "was": serializers.JSONField(),
        "becomes": serializers.JSONField(),
    },
    many=True,
)


class ReviewItemSerializer(serializers.ModelSerializer[ReviewItem]):
    """An item of a list; `targets` and `written` (messages) come in the context, once per page."""

    title = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField(
        help_text="How it may be decided in its target's present state"
    )
    reasons = serializers.SerializerMethodField(
        help_text="Per action, the reason codes with their words and messages"
    )
    claimed_by = serializers.SerializerMethodField(help_text="Who has it to themselves just now")
    claimed_until = serializers.SerializerMethodField(help_text="Until when, unless they extend or end it")

    class Meta:
        model = ReviewItem
        fields: tuple[str, ...] = (
            "id",
            "kind",
            "target_id",
            "title",
            "revision",
            "state",
            "origin",
            "priority",
            "due_at",
            "submitter",
            "organization",
            "opened_at",
            "claimed_by",
            "claimed_until",
            "actions",
            "reasons",
            "version",
        )

    def target_of(self, item: ReviewItem) -> Any:
        return self.context.get("targets", {}).get((item.kind, item.target_id))

    def get_title(self, item: ReviewItem) -> str:
        target = self.target_of(item)
        return of_kind(item.kind).title(target) if target is not None else ""

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(BY_HAND)))
    def get_actions(self, item: ReviewItem) -> list[str]:
        target = self.target_of(item)
        return actions_of(item, target) if target is not None else []

    @extend_schema_field(REASONS)
    def get_reasons(self, item: ReviewItem) -> dict[str, dict[str, dict[str, str]]]:
        reviewable, target = of_kind(item.kind), self.target_of(item)
        written = self.context.get("written", {})
        if target is None:
            return {}
        return {
            action: {
                code: {
                    "words": words,
                    "message": text_for(reviewable, code, target, item.submitter, written=written),
                }
                for code, words in reviewable.reasons_for(target).get(action, {}).items()
            }
            for action in reviewable.verbs
        }

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_claimed_by(self, item: ReviewItem) -> str | None:
        return str(item.claimed_by_id) if item.is_claimed else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_claimed_until(self, item: ReviewItem) -> str | None:
        if not item.is_claimed or item.claimed_until is None:
            return None
        return str(serializers.DateTimeField().to_representation(item.claimed_until))


class OneReviewItemSerializer(ReviewItemSerializer):
    """An item on its own, with what it would change."""

    changes = serializers.SerializerMethodField(
        help_text="For an item about a change: what is approved and what is proposed. For something sent "
        "again: what its submitter changed since it was sent back. Photos as `{id, thumb, alt}`"
    )

    class Meta(ReviewItemSerializer.Meta):
        fields = (*ReviewItemSerializer.Meta.fields, "changes")

    @extend_schema_field(CHANGES)
    def get_changes(self, item: ReviewItem) -> list[dict[str, Any]]:
        return [vars(change) for change in changes_of(item, self.target_of(item))]


class DecideInput(StrictSerializer):
    action = serializers.ChoiceField(choices=BY_HAND)
    reason = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    note = serializers.CharField(
        max_length=2000,
        required=False,
        allow_blank=True,
        default="",
        help_text="To the submitter; without one they are sent the reason's message",
    )


class SeenItemInput(StrictSerializer):
    id = serializers.UUIDField()
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="The one that was seen")


class DecideManyInput(DecideInput):
    items = serializers.ListField(child=SeenItemInput(), allow_empty=False, max_length=MOST)

    def validate_items(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({item["id"] for item in items}) != len(items):
            raise serializers.ValidationError("An item stands there twice.", code="doubled")
        return items


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


OUTCOMES = inline_serializer(
    "DecideManyAnswer",
    {
        "results": inline_serializer(
            "DecideManyOutcome",
            {
                "id": serializers.UUIDField(),
                "ok": serializers.BooleanField(),
                "decision": DecisionSerializer(allow_null=True),
                "problem": serializers.DictField(
                    allow_null=True, help_text="The problem document of a row that was refused"
                ),
            },
            many=True,
        )
    },
)
