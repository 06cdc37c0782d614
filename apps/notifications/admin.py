from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from unfold.decorators import action

from apps.notifications import previews, services
from apps.notifications.kinds import confidential, registered
from apps.notifications.models import Mail, Notification, Preference, Suppression
from hearth.kernel.admin import PolicyAdmin, SureForm, among, dialog
from hearth.kernel.authorization import Subject

BY_KIND = among("kind", lambda: [(kind.name, kind.label) for kind in registered().values()])
NOT_SHOWN = "Not shown here"
TELLS_WHOM = ("user", "address", "about", "q")
"""Parameters that ask for one person's rows, or for those about one thing."""


@admin.register(Mail)
class MailAdmin(PolicyAdmin):
    """The delivery log. An uncertain or failed mail can be sent once more, by somebody who knows why."""

    list_display = ("created_at", "kind", "recipient", "state", "attempts", "tried_at", "sent_at")
    list_filter = ("state", BY_KIND)
    search_fields = ("user__display_name", "user__email", "address", "about_id")
    ordering = ("-created_at", "-id")
    list_select_related = ("user",)
    fields = (
        *("kind", "recipient", "state", "error", "attempts", "created_at", "tried_at", "sent_at"),
        *("about_type", "about_id", "preview"),
    )
    readonly_fields = fields
    actions_detail: ClassVar[list[str]] = ["send_again"]

    def get_urls(self) -> list[Any]:
        letter = path(
            "<uuid:id>/letter/",
            self.admin_site.admin_view(previews.letter(self._letter)),
            name="notifications_mail_letter",
        )
        return [letter, *previews.urls(self.admin_site.admin_view, self._may_look), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out confidential kinds where the rows of one person or about one thing are asked for."""
        rows = super().get_queryset(request)
        telling = any(name.startswith(TELLS_WHOM) for name in request.GET)
        return rows.exclude(kind__in=confidential()) if telling else rows

    def get_fields(self, request: HttpRequest, obj: Mail | None = None) -> list[str]:
        hidden = ("about_type", "about_id", "preview") if obj and obj.kind in confidential() else ()
        return [name for name in self.fields if name not in hidden]

    def _may_look(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def _letter(self, request: HttpRequest, id: UUID) -> str:
        mail = self.get_queryset(request).select_related("user").filter(pk=id).first()
        if mail is None or mail.kind in confidential():
            raise Http404
        text = previews.text_of_mail(mail)
        if text is None:
            raise Http404
        return text.html

    @admin.display(description="to")
    def recipient(self, mail: Mail) -> str:
        return NOT_SHOWN if mail.kind in confidential() else mail.recipient

    @admin.display(description="as it is written")
    def preview(self, mail: Mail) -> str:
        text = previews.text_of_mail(mail)
        if text is None:
            return "The texts of this kind are not installed."
        address = reverse("admin:notifications_mail_letter", args=[mail.pk])
        return render_to_string("notifications/mail_preview.html", {"text": text, "address": address})

    def has_send_again_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        mail = self.get_object(request, str(object_id))
        possible = mail is not None and mail.state in services.SENT_AGAIN
        return possible and self._may(request, "send_again", mail)

    @action(
        **dialog(
            "send_again",
            "Send again",
            "Nobody knows whether an uncertain mail arrived: it may then be there twice.",
            title="Send this mail again?",
        )
    )
    def send_again(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        def sent_to(mail: Mail, *, by: Subject) -> str:
            return self.recipient(services.send_again(mail, by=by))

        return self.act_on(request, object_id, sent_to, "On its way again. To: {}")


@admin.register(Notification)
class NotificationAdmin(PolicyAdmin):
    """What people were told on the site, but for the kinds that give somebody away."""

    list_display = ("created_at", "kind", "user", "read_at")
    list_filter = (BY_KIND,)
    list_select_related = ("user",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).exclude(kind__in=confidential())


@admin.register(Preference)
class PreferenceAdmin(PolicyAdmin):
    list_display = ("user", "kind", "email", "in_app", "updated_at")
    list_filter = (BY_KIND, "email", "in_app")
    ordering = ("-updated_at", "-id")
    list_select_related = ("user",)


@admin.register(Suppression)
class SuppressionAdmin(PolicyAdmin):
    list_display = ("kind", "address_hash", "created_at")
    list_filter = (BY_KIND,)
