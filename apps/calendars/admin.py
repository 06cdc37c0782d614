from django.contrib import admin

from apps.calendars.models import CalendarFeed
from hearth.kernel.admin import PolicyAdmin


@admin.register(CalendarFeed)
class CalendarFeedAdmin(PolicyAdmin):
    """Whose calendar has a secret address, and since when. Nobody can read the address itself."""

    list_display = ("created_at", "user", "made_at")
    list_select_related = ("user",)
    fields = ("user", "made_at", "created_at", "updated_at")
    readonly_fields = fields
