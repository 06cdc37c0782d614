from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from time_machine import travel

from apps.accounts.models import User
from apps.listings.models import Pet
from hearth.kernel.authorization import SignIn, Subject, SystemRole, subject_for


@dataclass(frozen=True)
class Teller:
    """Lets people act at the time of their story: events, which cannot be dated later, keep it."""

    pets: Mapping[str, Pet]
    acting: Callable[[str], Subject]
    now: datetime
    people: Mapping[str, User]
    """Those who are not of the cast, by their short names."""

    def at(self, days_ago: float) -> AbstractContextManager[Any]:
        return travel(self.now - timedelta(days=days_ago))

    def by(self, short: str) -> Subject:
        """Somebody at the moment that it is in the story."""
        if short not in self.people:
            return self.acting(short)
        user = User.objects.with_memberships().get(pk=self.people[short].pk)
        return subject_for(user, SignIn(SystemRole.USER, "customer"))

    def pet(self, name: str) -> Pet:
        found: Pet = Pet.objects.get(pk=self.pets[name].pk)
        return found

    def staff(self, pet: Pet) -> Subject:
        """Who answers for a pet."""
        if pet.organization is None:
            return self.by("petra")
        return self.by("rosa" if pet.organization.name == "Harbour Paws" else "milo")
