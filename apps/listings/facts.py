"""What people decide by, in words: the page and the review desk show the same."""

from apps.listings.models import Pet


def facts_of(pet: Pet) -> list[tuple[str, str]]:
    """Labels with what is known; what nobody knows is left out."""
    known = [
        ("Age", pet.age_label),
        ("Sex", pet.get_sex_display() if pet.sex != "unknown" else ""),
        ("Size", pet.get_size_display() if pet.size else ""),
        ("Coat", pet.get_coat_display() if pet.coat else ""),
        ("Colours", pet.colours),
        ("With children", _known(pet.good_with_children)),
        ("With dogs", _known(pet.good_with_dogs)),
        ("With cats", _known(pet.good_with_cats)),
        ("House-trained", _known(pet.house_trained)),
        ("Desexed", _known(pet.desexed)),
        ("Vaccinated", _known(pet.vaccinated)),
        ("Wormed", _known(pet.wormed)),
        ("Special needs", pet.special_needs),
        ("Adoption fee", _fee(pet)),
        (
            "Bonded with",
            ", ".join(Pet.objects.in_public().filter(bonded_with=pet).values_list("name", flat=True)),
        ),
    ]
    return [(label, value) for label, value in known if value]


def _known(value: str) -> str:
    return {"true": "Yes", "false": "No"}.get(value, "")


def _fee(pet: Pet) -> str:
    if pet.adoption_fee is None:
        return ""
    if pet.adoption_fee == 0:
        return "None"
    amount = f"{pet.adoption_fee:,.2f}".removesuffix(".00")
    return f"A${amount}" if pet.adoption_fee_currency == "AUD" else f"{amount} {pet.adoption_fee_currency}"
