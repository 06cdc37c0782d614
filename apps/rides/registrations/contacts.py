"""Where people keep an emergency contact, and what they are told when it is read."""

from apps.accounts.tabs import Tab, contribute_tab
from apps.notifications.kinds import Kind, register
from hearth.kernel.pages.wellknown import keep_from_crawlers

contribute_tab(Tab(name="contact", label="Emergency contact", page="emergency-contact"))
keep_from_crawlers("/rides/guests/")

register(
    Kind(
        name="ride.contacts_seen",
        label="Somebody read your emergency contact",
        group="Rides",
        template="rides/mail/contacts_seen",
        mandatory=True,
        sample={
            "ride_title": "Lighthouse loop",
            "club": "Harbour Wheelers",
            "person": "Lee Whitmore",
            "looked_at": "2030-05-04T20:30:00+00:00",
            "path": "/rides/0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3e",
        },
    )
)
