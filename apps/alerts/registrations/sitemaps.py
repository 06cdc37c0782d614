"""Which public pages search engines are told of, and which are none of their business."""

from apps.listings.models import Pet
from apps.organizations.models import Organization
from hearth.kernel.authorization import ANONYMOUS
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.sitemap import Section, add_pages, add_section
from hearth.kernel.pages.wellknown import keep_from_crawlers

add_pages("pets", "rescues")
keep_from_crawlers("/feeds/")

add_section(
    Section(
        name="pets",
        # In the order of the partial index of what is free, read from its end.
        order=Keyset("published_at", "id"),
        spine=lambda: Pet.objects.live(),
        public=lambda: Pet.objects.in_public(),
        address="pet",
    )
)
add_section(
    Section(
        name="rescues",
        order=Keyset("created_at", "id"),
        spine=lambda: Organization.objects.filter(kind="rescue", status="approved"),
        public=lambda: Organization.objects.visible_to(ANONYMOUS),
        address="rescue",
        named_by="slug",
    )
)
