from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.html import format_html

from apps.media import removal
from apps.media.models import MediaFile
from apps.media.registrations.review import pictures_for_reviewers
from hearth.kernel.admin import PolicyAdmin
from hearth.kernel.edge.caching import FOR_NOBODY


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

    def get_urls(self) -> list[Any]:
        look = self.admin_site.admin_view(self.withheld)
        return [
            path("<uuid:id>/withheld/<slug:name>/", look, name="media_mediafile_withheld"),
            *super().get_urls(),
        ]

    def withheld(self, request: HttpRequest, id: UUID, name: str) -> HttpResponseBase:
        """Show reviewers a picture that was taken down, from where nobody else sees it."""
        media = self.get_queryset(request).filter(pk=id).first()
        if media is None or (key := removal.where_withheld(media, name)) is None:
            raise Http404
        storage, found = key
        response = FileResponse(storage.open(found), content_type="image/webp")
        response["Cache-Control"] = FOR_NOBODY
        return response

    @admin.display(description="picture")
    def thumbnail(self, media: MediaFile) -> str:
        thumb = pictures_for_reviewers(media)["thumb"]
        if not thumb:
            return "–"
        return format_html('<img src="{}" alt="{}" width="60" height="60" loading="lazy">', thumb, media.alt)
