"""Pets and rescues as search engines read them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from apps.alerts.choices import Standing
from apps.alerts.standing import standing_of
from apps.listings.facts import facts_of
from apps.listings.models import Pet
from apps.organizations.models import Organization
from hearth.kernel.pages.structured import absolute, as_script, filled

AVAILABILITY = {
    Standing.LOOKING: "https://schema.org/InStock",
    Standing.ON_HOLD: "https://schema.org/OutOfStock",
    Standing.RESERVED: "https://schema.org/Reserved",
    Standing.ADOPTED: "https://schema.org/SoldOut",
    Standing.GONE: "https://schema.org/Discontinued",
}


def pet_as_script(pet: Pet) -> SafeString:
    """A pet as engines take adoptable animals: a product that is offered for its fee."""
    offer: dict[str, Any] = {
        "@type": "Offer",
        "url": absolute(pet.get_absolute_url()),
        "availability": AVAILABILITY[standing_of(pet)],
        "priceValidUntil": str((pet.expires_at or timezone.now() + timedelta(days=60)).date()),
    }
    if pet.adoption_fee is not None:
        offer |= {"price": str(pet.adoption_fee), "priceCurrency": pet.adoption_fee_currency}
    if pet.organization is not None:
        offer["seller"] = _rescue(pet.organization)
    place = {"addressLocality": pet.suburb, "addressRegion": pet.region}
    if any(place.values()):
        address = {"@type": "PostalAddress", **filled(place)}
        offer["availableAtOrFrom"] = {"@type": "Place", "address": address}
    return as_script(
        {
            "@type": "Product",
            "@id": absolute(pet.get_absolute_url()),
            "name": pet.name,
            "description": pet.description,
            "category": f"Pets > {pet.get_species_display()}",
            "url": absolute(pet.get_absolute_url()),
            "image": [absolute(photo.media.full_url) for photo in pet.photo_list if photo.media.is_ready],
            "additionalProperty": [
                {"@type": "PropertyValue", "name": label, "value": str(value)}
                for label, value in facts_of(pet)
            ],
            "offers": offer,
        }
    )


def rescue_as_script(organization: Organization) -> SafeString:
    return as_script(_rescue(organization))


def _rescue(organization: Organization) -> dict[str, Any]:
    place = filled(
        {
            "streetAddress": organization.address,
            "addressLocality": organization.suburb,
            "addressRegion": organization.region,
            "addressCountry": organization.country,
        }
    )
    return filled(
        {
            "@type": "AnimalShelter",
            "@id": absolute(organization.get_absolute_url()),
            "name": organization.name,
            "url": absolute(organization.get_absolute_url()),
            "description": organization.description,
            "logo": absolute(organization.logo_url) if organization.logo_url else "",
            "telephone": organization.phone,
            "email": organization.email,
            "sameAs": organization.website,
            "address": {"@type": "PostalAddress", **place} if place else None,
        }
    )
