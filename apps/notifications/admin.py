from django.contrib import admin

from apps.notifications.models import Mail
from hearth.kernel.admin import PolicyAdmin


@admin.register(Mail)
class MailAdmin(PolicyAdmin):
    list_display = ("created_at", "template", "user", "state", "sent_at")
    list_filter = ("state", "template")
    ordering = ("-created_at", "-id")
    list_select_related = ("user",)
