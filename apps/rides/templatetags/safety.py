"""What stands beside a ride for its own rider alone: their contact, and what other apps add."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from apps.rides.beside import beside
from apps.rides.models import EmergencyContact, Participation, Ride, SharedContact

register = template.Library()


@register.inclusion_tag("rides/contacts/panel.html", takes_context=True)
def contact_panel(context: template.Context, place: Participation) -> dict[str, Any]:
    """The switch beside one's own place; `place` is the reader's."""
    return {
        "ride": place.ride,
        "shared": SharedContact.objects.filter(participation=place.pk).exists(),
        "keeps_one": EmergencyContact.objects.filter(user=place.user_id).exists(),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def beside_ride(context: template.Context, ride: Ride) -> SafeString:
    """What other apps know of this ride for whoever reads, each a piece of the page of its own."""
    subject = getattr(context.get("request"), "subject", None)
    if subject is None or subject.id is None:
        return SafeString("")
    return format_html_join("", "{}", ((piece,) for piece in beside([ride], subject).get(ride.pk, [])))
