"""People around the demo who would like to adopt. They cannot be picked at sign-in; Ana can, and is one."""

from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import User
from apps.accounts.services import person_for_claims
from apps.accounts.tokens import Claims


@dataclass(frozen=True, kw_only=True)
class Adopter:
    name: str
    sub: str
    household: dict[str, object]
    why: str
    """What they write whichever pet it is; their own words beside the household."""


def household(**told: object) -> dict[str, object]:
    """A complete household; `told` says what is special about it."""
    return {
        "home_type": "house",
        "home_ownership": "own",
        "outdoor_space": ["fenced_yard", "park_near"],
        "adults": 2,
        "allergies": False,
        "hours_alone": 4,
        "phone": "0491 570 156",
        "address": "14 Lighthouse Terrace, Wattle Cove",
        **told,
    }


ADOPTERS = {
    "ana": Adopter(
        name="Ana Ruiz",
        sub="",
        household=household(
            children_ages="6 and 9",
            other_pets="None since our old spaniel Tula, who died at fourteen last winter.",
            experience="I grew up with dogs, and the children with Tula.",
            vet="Bay Road Vets",
        ),
        why="We walk to school and back every day and the children have saved up for a lead. We would like a "
        "friend who comes along.",
    ),
    "noor": Adopter(
        name="Noor Farahani",
        sub="7c0a1d52-6f0e-4a39-9a53-1d4f0b7be201",
        household=household(
            home_type="apartment",
            home_ownership="rent",
            landlord_agrees=True,
            outdoor_space=["balcony", "park_near"],
            adults=1,
            hours_alone=6,
            experience="Two cats, both from a shelter. One of them lived to be nineteen.",
            phone="0491 570 157",
            address="3/29 Wharf Street, Port Larkin",
        ),
        why="I work from home three days a week and the flat is too quiet. I am patient, and I have time for "
        "somebody who needs a month to come out from under the bed.",
    ),
    "eli": Adopter(
        name="Eli Watanabe",
        sub="7c0a1d52-6f0e-4a39-9a53-1d4f0b7be202",
        household=household(
            home_type="farm",
            outdoor_space=["open_yard"],
            other_pets="A kelpie of eight who likes everybody, and eleven hens.",
            experience="Working dogs all my life.",
            hours_alone=1,
            phone="0491 570 158",
            address="Lot 7, Old Creek Road, Tinker's Ford",
        ),
        why="There is always somebody at home here, and always somewhere to go. My kelpie is getting slower "
        "and would like company.",
    ),
    "grace": Adopter(
        name="Grace Njoroge",
        sub="7c0a1d52-6f0e-4a39-9a53-1d4f0b7be203",
        household=household(
            adults=3,
            other_pets="One rabbit, desexed, very sure of himself.",
            experience="Rabbits for ten years, and a blind cat.",
            hours_alone=3,
            phone="0491 570 159",
            address="8 Fig Tree Avenue, Fernleigh Rise",
        ),
        why="We have looked after animals with a story before and know how long trust takes. We would not be "
        "in a hurry.",
    ),
    "tom": Adopter(
        name="Tom Bellweather",
        sub="7c0a1d52-6f0e-4a39-9a53-1d4f0b7be204",
        household=household(
            home_ownership="rent",
            landlord_agrees=False,
            outdoor_space=["nothing"],
            adults=1,
            hours_alone=10,
            phone="0491 570 110",
            address="Room 12, Station House, Anchor Hill",
        ),
        why="I saw the photo and knew at once. I move around for work, but I would find somebody to look in.",
    ),
}


def welcome(now: datetime) -> dict[str, User]:
    """Bring in those who are not of the cast; return them by their short names."""
    return {
        short: person_for_claims(
            Claims(sub=each.sub, issued_at=now, email=f"{short}@adopters.example", name=each.name)
        )[0]
        for short, each in ADOPTERS.items()
        if each.sub
    }
