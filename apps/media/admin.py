from django.contrib import admin
from django.utils.html import format_html

from apps.media.models import MediaFile
from hearth.kernel.admin import PolicyAdmin


@admin.register(MediaFile)
class MediaFileAdmin(PolicyAdmin):
    list_display = ("thumbnail", "purpose", "owner", "organization", "state", "refusal", "created_at")
    list_display_links = ("thumbnail", "purpose")
    list_filter = ("state", "purpose", "refusal")
    list_select_related = ("owner", "organization")
    search_fields = ("owner__display_name", "organization__name", "alt_text")
    ordering = ("-created_at", "-id")
    fields = (
        ("thumbnail", "alt_text"),
        ("purpose", "owner", "organization"),
        ("state", "refusal"),
        ("content_type", "size", "width", "height"),
        ("checksum", "perceptual_hash", "key"),
        ("created_at", "updated_at", "version"),
    )
    readonly_fields = ("thumbnail",)

    @admin.display(description="picture")
    def thumbnail(self, media: MediaFile) -> str:
        if not media.is_ready:
            return "–"
        return format_html(
            '<img src="{}" alt="{}" width="60" height="60" loading="lazy">', media.thumb_url, media.alt
        )
