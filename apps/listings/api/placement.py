"""What the verbs of the second axis take, and the happy endings as a list."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from apps.listings.api.answers import PetAnswers
from apps.listings.api.serializers import PublicPetSerializer
from apps.listings.choices import HoldReason, ReleaseReason, ReturnReason
from apps.listings.models import HAPPY_WORDS_AT_MOST
from apps.listings.orders import LAST_ADOPTED
from apps.media.api.serializers import ImageId
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.api.views import Listing


class HoldInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=HoldReason.choices)


class ReleaseInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=ReleaseReason.choices)


class ReturnInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=ReturnReason.choices)


class TrialInput(StrictSerializer):
    until = serializers.DateField(help_text="The last day, at most 60 days ahead")


class EndingInput(StrictSerializer):
    """What everybody reads. Nothing in it takes the ending back."""

    words = serializers.CharField(max_length=HAPPY_WORDS_AT_MOST, allow_blank=True)
    photo = ImageId(
        required=False,
        allow_null=True,
        default=None,
        help_text="An own upload (`pet_photo`) from the new home; only where the family agreed",
    )
    family_agreed = serializers.BooleanField(
        default=False, help_text="The new family agreed to be told about: then it is shown for a year"
    )


PLACEMENT_INPUTS: dict[str, type[StrictSerializer]] = {
    "hold": HoldInput,
    "release": ReleaseInput,
    "start_trial": TrialInput,
    "return": ReturnInput,
    "tell_ending": EndingInput,
}


@extend_schema_view(
    list=extend_schema(
        summary="Happy endings: adopted pets whose people tell how it went, newest first",
        description="A pet stands here for 30 days after its adoption, and for a year where its new family "
        "agreed. There are no other lists of adopted pets.",
    )
)
class HappyEndingsViewSet(Listing, PetAnswers):
    serializer_class = PublicPetSerializer
    order = LAST_ADOPTED
    shows_private = False

    def listed(self) -> Any:
        return self.rows().happy().in_public()
