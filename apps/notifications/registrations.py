"""What the shared apps need to know of notifications."""

from apps.accounts.erasure import on_erasure
from apps.notifications.services import forget_person
from hearth.kernel.constraints import explain_constraint

on_erasure(forget_person)

explain_constraint("preference_once_per_kind", "Your preferences were just changed elsewhere; try again.")
