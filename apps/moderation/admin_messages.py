"""The messages that go with reasons, as site admins write them."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from apps.moderation import reviewables
from apps.moderation.admin_filters import BY_KIND
from apps.moderation.models import ReasonMessage
from apps.moderation.services import messages
from hearth.kernel.admin import PolicyAdmin, among

EXAMPLE = "Biscuit"
"""What the previews are about."""


class MessageForm(forms.ModelForm):
    reason = forms.ChoiceField(
        widget=UnfoldAdminSelectWidget, help_text="What it is about, and the reason that it explains."
    )
    language = forms.ChoiceField(widget=UnfoldAdminSelectWidget, choices=settings.LANGUAGES)
    text = forms.CharField(
        max_length=2000,
        widget=UnfoldAdminTextareaWidget,
        help_text="To whoever sent it in; {title} becomes its title. Reviewers can change the words.",
    )

    class Meta:
        model = ReasonMessage
        fields = ("language", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.text:
            self.fields.pop("reason", None)
            self.fields.pop("language", None)
        else:
            choice: Any = self.fields["reason"]
            choice.choices = [
                (f"{kind}.{code}", f"{reviewables.of_kind(kind).kind_label.capitalize()}: {words}")
                for kind, code, words in messages.codes()
            ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "reason" in given:
            self.instance.kind, _, self.instance.code = given["reason"].partition(".")
        return given

    def _get_validation_exclusions(self) -> set[str]:
        found: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        # The reason fills in the kind and the code, so that a second text for it is seen here.
        return found - {"kind", "code"} if "reason" in self.cleaned_data else found


@admin.register(ReasonMessage)
class ReasonMessageAdmin(PolicyAdmin):
    """What submitters are told for a reason, where that is not the kind's own text."""

    form = MessageForm
    add_action, change_action, delete_action = "create", "edit", "delete"
    list_display = ("about", "language", "preview", "updated_at")
    list_filter = (among("language", lambda: settings.LANGUAGES), BY_KIND)
    ordering = ("kind", "code", "language")
    readonly_fields = ("about", "preview", "brought_along")
    actions = None

    @admin.display(description="reason")
    def about(self, message: ReasonMessage) -> str:
        reviewable = reviewables.kinds().get(message.kind)
        words = reviewable.reason_label(message.code) if reviewable else message.code
        label = reviewable.kind_label.capitalize() if reviewable else message.kind
        return f"{label}: {words}"

    @admin.display(description="as its submitter reads it")
    def preview(self, message: ReasonMessage) -> str:
        return messages.filled(message.text, EXAMPLE)

    @admin.display(description="the text that it replaces")
    def brought_along(self, message: ReasonMessage) -> str:
        reviewable = reviewables.kinds().get(message.kind)
        own = reviewable.messages.get(message.code, "") if reviewable else ""
        return messages.filled(own, EXAMPLE) or "None: only the reason itself was told."

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return ["reason", "language", "text"]
        return ["about", "text", "preview", "brought_along"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly_fields if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: ReasonMessage, form: Any, change: bool) -> None:
        by = self.subject(request)
        if change:
            stored = ReasonMessage.objects.get(pk=obj.pk)
            messages.rewrite_message(stored, by=by, text=form.cleaned_data["text"])
            return
        made = messages.write_message(
            by=by, kind=obj.kind, code=obj.code, language=obj.language, text=obj.text
        )
        obj.pk = made.pk

    def delete_model(self, request: HttpRequest, obj: ReasonMessage) -> None:
        messages.drop_message(obj, by=self.subject(request))
