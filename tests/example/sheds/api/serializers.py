from typing import Any, ClassVar

from rest_framework import serializers

from apps.organizations.models import Organization
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.models import one_line
from tests.example.sheds.models import Loan, Tool

MOST_PIECES = 1000


class ToolSerializer(serializers.ModelSerializer[Tool]):
    """What anybody reads of a tool."""

    class Meta:
        model = Tool
        fields = (
            "id",
            "name",
            "description",
            "organization",
            "status",
            "capacity",
            "held_count",
            "confirmed_count",
            "offered_count",
            "needed_at",
            "published_at",
            "created_at",
            "updated_at",
            "version",
        )


class ToolWords(StrictSerializer):
    reads = ToolSerializer
    name = serializers.CharField(max_length=80, validators=[one_line])
    description = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class ToolInput(ToolWords):
    capacity = serializers.IntegerField(min_value=0, max_value=MOST_PIECES, allow_null=True, default=1)
    needed_at = serializers.DateTimeField(required=False, allow_null=True)
    organization: "serializers.PrimaryKeyRelatedField[Organization]" = serializers.PrimaryKeyRelatedField(
        queryset=Organization.objects.none(), required=False, allow_null=True
    )

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        if "subject" in self.context:
            mine = self.context["subject"].organizations_with("lend_tools")
            fields["organization"].queryset = Organization.objects.filter(pk__in=mine)
        return fields


class RestockInput(StrictSerializer):
    capacity = serializers.IntegerField(min_value=0, max_value=MOST_PIECES, allow_null=True)
    held = serializers.IntegerField(min_value=0, max_value=MOST_PIECES, required=False)


class LoanSerializer(serializers.ModelSerializer[Loan]):
    """A loan as its borrower and its lender read it."""

    user = serializers.UUIDField(source="user_id")
    position = serializers.IntegerField(
        allow_null=True, help_text="Where it stands in the line, from one; null while it is not waiting"
    )

    class Meta:
        model = Loan
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "tool",
            "user",
            "status",
            "pieces",
            "takes_it",
            "position",
            "queued_at",
            "offer_expires_at",
            "created_at",
            "updated_at",
            "version",
        )


class LoanInput(StrictSerializer):
    reads = LoanSerializer
    pieces = serializers.IntegerField(min_value=1, max_value=MOST_PIECES, default=1)
    takes_it = serializers.BooleanField(default=False)


class PiecesInput(StrictSerializer):
    pieces = serializers.IntegerField(min_value=1, max_value=MOST_PIECES)
