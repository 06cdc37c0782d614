"""The verbs of a ride as buttons of its admin page, each asked for in a dialog."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from apps.moderation.services import decide
from apps.rides.choices import CancelReason
from apps.rides.models import Ride
from apps.rides.registrations.review import REMOVED
from apps.rides.services import cancel_ride, postpone_ride
from apps.rides.workflows import RIDE
from hearth.kernel.admin import SeenForm, dialog
from hearth.kernel.authorization import Subject, can


class SeenRideForm(SeenForm):
    model = Ride
    reason = forms.ChoiceField(label="Reason", choices=CancelReason.choices, widget=UnfoldAdminSelectWidget)


class RemoveRideForm(SeenRideForm):
    reason = forms.ChoiceField(label="Reason", choices=list(REMOVED.items()), widget=UnfoldAdminSelectWidget)
    note = forms.CharField(
        label="In your own words",
        max_length=500,
        required=False,
        widget=UnfoldAdminTextareaWidget,
        help_text="Whoever planned it reads this.",
    )


def _dialog(verb: str, form: type[SeenRideForm]) -> dict[str, Any]:
    return dialog(verb, RIDE.of[verb].label, RIDE.of[verb].explains, form=form)


def _permission(verb: str) -> Callable[..., bool]:
    def allowed(self: Any, request: HttpRequest, object_id: Any = None) -> bool:
        ride = self.get_object(request, str(object_id))
        possible = ride is not None and RIDE.has_room(ride, verb)
        return possible and can(self.subject(request), verb, ride).allowed

    return allowed


def _take_down(ride: Ride, *, by: Subject, reason: str, note: str) -> Ride:
    decide(ride, by=by, action="remove", seen_version=ride.version, reason=reason, note=note)
    return ride


class RideButtons:
    """What moderators do to any ride, and what its own leadership does, where it works here too."""

    ride_actions: ClassVar[tuple[str, ...]] = ("open_page", "postpone", "cancel", "remove")
    act_on: Callable[..., HttpResponse]
    get_object: Callable[..., Any]

    has_postpone_permission = _permission("postpone")
    has_cancel_permission = _permission("cancel")
    has_remove_permission = _permission("remove")

    @action(description="See its page", url_path="page")
    def open_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        ride = self.get_object(request, object_id)
        if ride is None:
            raise Http404
        return redirect(ride)

    @action(**_dialog("postpone", SeenRideForm))
    def postpone(self, request: HttpRequest, form: SeenRideForm, object_id: str) -> HttpResponse:
        return self._do(request, form, object_id, postpone_ride, "{} is postponed.")

    @action(**_dialog("cancel", SeenRideForm))
    def cancel(self, request: HttpRequest, form: SeenRideForm, object_id: str) -> HttpResponse:
        return self._do(request, form, object_id, cancel_ride, "{} is cancelled.")

    @action(**_dialog("remove", RemoveRideForm))
    def remove(self, request: HttpRequest, form: SeenRideForm, object_id: str) -> HttpResponse:
        return self._do(request, form, object_id, _take_down, "{} is taken down.")

    def _do(
        self,
        request: HttpRequest,
        form: SeenRideForm,
        object_id: str,
        service: Callable[..., Ride],
        told: str,
    ) -> HttpResponse:
        """Do what a dialog asked for, on the version that it was opened on."""
        given = {name: form.cleaned_data[name] for name in ("reason", "note") if name in form.cleaned_data}
        return self.act_on(request, object_id, service, told, seen=form.cleaned_data["version"], **given)
