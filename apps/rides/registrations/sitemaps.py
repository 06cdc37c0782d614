"""Which public pages of riding search engines are told of."""

from apps.organizations.models import Organization
from apps.rides.models import Ride
from hearth.kernel.authorization import ANONYMOUS
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.sitemap import Section, add_pages, add_section

add_pages("rides", "clubs")

add_section(
    Section(
        name="rides",
        order=Keyset("starts_at", "id"),
        spine=lambda: Ride.objects.in_public().upcoming(),
        public=lambda: Ride.objects.visible_to(ANONYMOUS),
        address="ride",
    )
)
add_section(
    Section(
        name="clubs",
        order=Keyset("created_at", "id"),
        spine=lambda: Organization.objects.filter(kind="club", status="approved"),
        public=lambda: Organization.objects.visible_to(ANONYMOUS),
        address="club",
        named_by="slug",
    )
)
