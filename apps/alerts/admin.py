from django.contrib import admin

from apps.alerts.models import Favorite, SavedSearch
from hearth.kernel.admin import PolicyAdmin


@admin.register(Favorite)
class FavoriteAdmin(PolicyAdmin):
    """Who keeps an eye on which pet, and what they were told last."""

    list_display = ("created_at", "user", "pet", "told_as", "told_at", "tell_at")
    list_filter = ("told_as",)
    list_select_related = ("user", "pet")


@admin.register(SavedSearch)
class SavedSearchAdmin(PolicyAdmin):
    """How often whose searches write. What they look for is their own, and not shown here."""

    list_display = ("created_at", "user", "cadence", "state", "feed_open", "last_told_at")
    list_filter = ("cadence", "state", "feed_open")
    list_select_related = ("user",)
    fields = (
        *("user", "cadence", "state", "feed_open", "told_until", "last_told_at"),
        *("created_at", "updated_at"),
    )
    readonly_fields = fields
