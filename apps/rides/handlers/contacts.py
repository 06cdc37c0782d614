"""What follows when somebody looks at emergency contacts, or gives up a place."""

from apps.notifications.services import notify
from apps.rides.models import Participation, Ride, SharedContact
from apps.rides.services.naming import named
from hearth.kernel.events import NotNeeded, on
from hearth.kernel.models import Event


@on("ride.contacts_seen")
def tell_whose_contact_was_read(event: Event) -> None:
    """Tell each rider who read theirs; loaded anew within a quarter of an hour, a page is no news."""
    ride = Ride.objects.select_related("organization").get(pk=event.target_id)
    places = Participation.objects.filter(pk__in=event.data["tell"]).select_related("user", "host")
    people = {person.pk: person for place in places if (person := place.user or place.host)}
    if not people:
        raise NotNeeded("they were told of it just before")
    for pk in sorted(people):
        told = {
            "ride_title": ride.title,
            "club": ride.organization.name,
            **named("person", event.actor),
            "looked_at": event.occurred_at.isoformat(),
            "path": ride.get_absolute_url(),
        }
        notify(people[pk], "ride.contacts_seen", about=ride, context=told)


@on("participation.withdrawn", "participation.removed", "participation.passed", "participation.expired")
def forget_contact_of_place(event: Event) -> None:
    """Delete the copy: whoever does not come needs nobody to be called."""
    SharedContact.objects.filter(participation=event.target_id).delete()
