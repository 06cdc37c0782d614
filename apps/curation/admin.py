import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminSplitDateTimeWidget, UnfoldAdminTextInputWidget

from apps.curation import services
from apps.curation.featurables import kinds, of_kind
from apps.curation.models import EVERYWHERE, FeaturedPlacement
from hearth.kernel.admin import PolicyAdmin, among, named

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class PlacementForm(forms.ModelForm):
    """What is featured is named by its address or its id, of whatever kind it is."""

    target = forms.CharField(
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text="The address of its public page, or its id. “Feature” on a pet's own page fills this in.",
    )
    starts = forms.SplitDateTimeField(widget=UnfoldAdminSplitDateTimeWidget, initial=timezone.now)
    ends = forms.SplitDateTimeField(
        widget=UnfoldAdminSplitDateTimeWidget, required=False, help_text="Empty: until somebody ends it."
    )

    class Meta:
        model = FeaturedPlacement
        fields = ("surface", "organization", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.target_id and self.instance.during:
            self.initial["starts"] = self.instance.during.lower
            self.initial["ends"] = self.instance.during.upper
            for name in ("target", "surface", "organization"):
                self.fields.pop(name, None)

    def _get_validation_exclusions(self) -> set[str]:
        # What `clean` fills in takes part in the constraints: they are checked once it is all there.
        filled_in = set() if self.errors else {"during", "scope_id", "kind", "target_id"}
        found: set[str] = super()._get_validation_exclusions() - filled_in  # type: ignore[misc]
        return found

    def clean_target(self) -> str:
        given: str = self.cleaned_data["target"]
        if found := _ID.search(given):
            wanted = UUID(found.group())
            for kind, featurable in kinds().items():
                if featurable.public().filter(pk=wanted).exists():
                    self.instance.kind, self.instance.target_id = kind, wanted
                    return given
        raise forms.ValidationError("Nothing public has this address or id.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "The end must come after the beginning.")
        elif starts:
            self.instance.during = services.during(starts, ends)
        if "surface" in self.fields:
            on_organization, organization = given.get("surface") == "organization", given.get("organization")
            if on_organization != bool(organization):
                self.add_error(
                    "organization", "Name the organisation for its page, and none for the homepage."
                )
            self.instance.scope_id = organization.pk if organization else EVERYWHERE
        return given


@admin.register(FeaturedPlacement)
class FeaturedPlacementAdmin(PolicyAdmin):
    """Who stands where on the homepage and on organisations' pages, and for how long."""

    form = PlacementForm
    add_action, change_action, delete_action = "create", "edit", "delete"
    list_display = ("what", "surface", "organization", "position", "starts", "ends", "now")
    list_filter = ("surface", among("kind", named(kinds)))
    ordering = ("surface", "position", "-id")
    list_select_related = ("organization",)
    autocomplete_fields = ("organization",)
    actions = None

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Load the targets of a whole page, kind by kind."""
        found = super().get_changelist_instance(request)
        found.result_list = list(found.result_list)
        for kind, featurable in kinds().items():
            rows = [row for row in found.result_list if row.kind == kind]
            wanted = [row.target_id for row in rows]
            named = featurable.model._default_manager.in_bulk(wanted)
            public = {target.pk: target for target in featurable.public().filter(pk__in=wanted)}
            for row in rows:
                row.target, row.shown = named.get(row.target_id), public.get(row.target_id)
        return found

    @admin.display(description="featured")
    def what(self, placement: Any) -> str:
        if placement.target is None:
            return "Deleted"
        title = of_kind(placement.kind).title(placement.target)
        cover = getattr(placement.shown, "cover", None)
        if cover is None:
            return title
        return format_html('<img src="{}" alt="" width="56" height="42"> {}', cover.card_url, title)

    @admin.display(description="from")
    def starts(self, placement: FeaturedPlacement) -> datetime | None:
        return placement.during.lower

    @admin.display(description="until")
    def ends(self, placement: FeaturedPlacement) -> datetime | None:
        return placement.during.upper

    @admin.display(description="shown now", boolean=True)
    def now(self, placement: Any) -> bool:
        return timezone.now() in placement.during and placement.shown is not None

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        where = [] if obj else ["target", "surface", "organization"]
        return [*where, "position", "starts", "ends"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"target": request.GET.get("target", ""), "position": 1, "starts": timezone.now()}

    def save_model(self, request: HttpRequest, obj: FeaturedPlacement, form: Any, change: bool) -> None:
        given, by = form.cleaned_data, self.subject(request)
        when = {"position": given["position"], "starts": given["starts"], "ends": given["ends"]}
        if change:
            services.move_placement(FeaturedPlacement.objects.get(pk=obj.pk), by=by, **when)
            return
        target = of_kind(obj.kind).public().get(pk=obj.target_id)
        made = services.place(target, by=by, kind=obj.kind, organization=given["organization"], **when)
        obj.pk = made.pk

    def delete_model(self, request: HttpRequest, obj: FeaturedPlacement) -> None:
        services.end_placement(obj, by=self.subject(request))
