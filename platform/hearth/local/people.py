"""The people of the embedded default: sign-in, demo data, tokens and tests all mean the same ones."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Person:
    """One invented person; `groups` are the Cognito groups that the demo gives them."""

    name: str
    sub: str
    display_name: str
    story: str
    groups: tuple[str, ...] = ()
    client: Literal["customer", "staff"] = "customer"

    @property
    def email(self) -> str:
        return f"{self.name}@hearth.example"


_CAST = (
    Person("ana", "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be001", "Ana Ruiz", "Looks for a dog for her family."),
    Person(
        "petra",
        "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be002",
        "Petra Lindqvist",
        "Rehomes her own cat before moving abroad.",
    ),
    Person("rosa", "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be003", "Rosa Marin", "Runs the rescue Harbour Paws."),
    Person("remy", "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be004", "Remy Duarte", "Volunteers at Harbour Paws."),
    Person("milo", "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be005", "Milo Tan", "Runs the rescue Second Chance Farm."),
    Person(
        "mona",
        "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be006",
        "Mona Keita",
        "Moderates what people submit.",
        ("Moderators",),
        "staff",
    ),
    Person(
        "max",
        "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be007",
        "Max Brandt",
        "Moderates too, so that two can disagree.",
        ("Moderators",),
        "staff",
    ),
    Person(
        "sam",
        "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be008",
        "Sam Okafor",
        "Keeps the whole site in order.",
        ("SiteAdmins",),
        "staff",
    ),
    Person(
        "olga",
        "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be010",
        "Olga Sandberg",
        "Owns the cycling club Harbour Wheelers.",
    ),
    Person(
        "carlo",
        "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be011",
        "Carlo Benedetti",
        "Looks after the rides of Harbour Wheelers.",
    ),
    Person("lee", "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be012", "Lee Whitmore", "Leads rides at Harbour Wheelers."),
    Person("quinn", "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be009", "Quinn Abara", "Was suspended for spam."),
)

PEOPLE: dict[str, Person] = {person.name: person for person in _CAST}
