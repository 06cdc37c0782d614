from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from apps.applications.choices import Standing
from hearth.kernel.authorization import PolicyQuerySet

SHOWN = Q(status="published", moderation="shown")


class QuestionQuerySet(PolicyQuerySet[Any]):
    def published(self) -> Self:
        """What stands on a pet's page for everybody; matches the partial index word for word."""
        return self.filter(SHOWN)

    def published_or_of(self, person: Any) -> Self:
        """The same, and whatever this person asked."""
        return self.filter(SHOWN | Q(user=person)) if person is not None else self.published()

    def with_word(self, word: str) -> Self:
        """Those of which the API says this."""
        if word == Standing.REMOVED:
            return self.filter(moderation=Standing.REMOVED)
        return self.filter(status=word, moderation=Standing.SHOWN)

    def not_of_blocked(self) -> Self:
        """Leave out what waits from people whom those who offer the pet have blocked since."""
        blocks = apps.get_model("applications.Block")._default_manager.filter(person=OuterRef("user"))
        by_organization = blocks.filter(organization=OuterRef("organization"))
        by_owner = blocks.filter(organization=None, user=OuterRef("offered_by"))
        return self.filter(
            ~(Q(waits=True) & (Exists(by_organization) | (Q(organization=None) & Exists(by_owner))))
        )

    def for_display(self) -> Self:
        return self.select_related("pet", "organization", "user")
