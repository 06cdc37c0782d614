"""What people decide by, in words: the page and the review desk show the same."""

from decimal import Decimal

from apps.listings.models import Pet


def facts_of(pet: Pet) -> list[tuple[str, str]]:
    """Labels with what is known; what nobody knows is left out."""
    known = [
        ("Age", pet.age_label if pet.birth_date else ""),
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
        ("Bonded with", ", ".join(other["name"] for other in pet.companions)),
    ]
    return [(label, value) for label, value in known if value]


def belongs_with(pet: Pet) -> str:
    """Who it should go to a new home with, as a sentence for the people who decide; empty for nobody."""
    names = [other["name"] for other in pet.companions]
    if not names:
        return ""
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    return f"{pet.name} belongs with {listed}: they should go to the same home."


def _known(value: str) -> str:
    return {"true": "Yes", "false": "No"}.get(value, "")


def _fee(pet: Pet) -> str:
    return "" if pet.adoption_fee is None else in_money(pet.adoption_fee, pet.adoption_fee_currency)


def in_money(fee: Decimal, currency: str) -> str:
    if fee == 0:
        return "None"
    amount = f"{fee:,.2f}".removesuffix(".00")
    return f"A${amount}" if currency == "AUD" else f"{amount} {currency}"
