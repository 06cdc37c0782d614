"""What the platform asks where an organisation has no form of its own, and what a household tells."""

from typing import Any

from apps.applications.models import ApplicationForm


def _asked(key: str, kind: str, label: str, **facts: Any) -> dict[str, Any]:
    usual = {"help": "", "required": False, "personal": False, "choices": [], "min": None, "max": None}
    if "choices" in facts:
        facts["choices"] = [{"value": value, "label": words} for value, words in facts["choices"].items()]
    return {"key": key, "type": kind, "label": label, **usual, **facts}


HOME = [
    _asked(
        "home_type",
        "choice",
        "Where do you live?",
        required=True,
        choices={
            "house": "A house",
            "apartment": "An apartment",
            "shared": "A shared house",
            "farm": "A farm, or on acreage",
            "other": "Somewhere else",
        },
    ),
    _asked(
        "home_ownership",
        "choice",
        "Do you own it or rent it?",
        required=True,
        choices={"own": "It is ours", "rent": "We rent it", "family": "It belongs to family"},
    ),
    _asked(
        "landlord_agrees",
        "yes_no",
        "If you rent, does your landlord agree to a pet?",
        help="You can ask them later, but most rescues want to know before a pet moves in.",
    ),
    _asked(
        "outdoor_space",
        "multi",
        "What is there outside?",
        choices={
            "fenced_yard": "A yard with a fence all around",
            "open_yard": "A yard without a whole fence",
            "balcony": "A balcony",
            "enclosure": "A safe enclosure for pets",
            "park_near": "A park near by",
            "nothing": "Nothing of these",
        },
    ),
]
PEOPLE = [
    _asked("adults", "number", "How many adults live there?", required=True, min=1, max=30),
    _asked(
        "children_ages",
        "text",
        "How old are the children, if there are any?",
        help="For example: 4 and 9.",
        max=100,
    ),
    _asked("allergies", "yes_no", "Is anybody allergic to animals?", required=True),
]
ANIMALS = [
    _asked(
        "other_pets",
        "long_text",
        "Which other animals live with you?",
        help="What they are, how old, desexed or not, and how they are with others.",
        max=2000,
    ),
    _asked("vet", "text", "Which vet do you go to, if you have one?", max=200),
]
EXPERIENCE = [
    _asked(
        "experience",
        "long_text",
        "Which animals have you lived with before?",
        help="It is fine if this is your first. Then tell us who would help you.",
        max=2000,
    )
]
TIME = [
    _asked(
        "hours_alone",
        "number",
        "How many hours would the pet be alone on a usual day?",
        required=True,
        min=0,
        max=24,
    )
]
CONTACT = [
    _asked("phone", "text", "Your phone number", required=True, personal=True, min=5, max=40),
    _asked(
        "address",
        "long_text",
        "Your address",
        help="Nobody sees phone and address before somebody begins to read your application in earnest.",
        required=True,
        personal=True,
        max=300,
    ),
]


def _section(title: str, questions: list[dict[str, Any]], words: str = "") -> dict[str, Any]:
    return {"title": title, "help": words, "questions": questions}


HOUSEHOLD = [*HOME, *PEOPLE, *ANIMALS, *EXPERIENCE, *TIME, *CONTACT]
"""What a person tells about their home once; each application may take it over, if they agree."""

HOUSEHOLD_SECTIONS = [
    _section("Your home", HOME),
    _section("Who lives there", PEOPLE),
    _section("Other animals", ANIMALS),
    _section("What you know about animals", EXPERIENCE),
    _section("Your days", TIME),
    _section("How to reach you", CONTACT),
]

HOUSEHOLD_FORM = ApplicationForm(
    number=1,
    title="Your household",
    intro="Told once, it fills the same questions of every application that you let it.",
    sections=HOUSEHOLD_SECTIONS,
)
"""Never saved: the questions of a household as a form, to be checked and drawn like any other."""

DEFAULT_FORM: dict[str, Any] = {
    "title": "Adoption application",
    "intro": "There are no perfect homes, only good matches. Tell it as it is.",
    "sections": [
        *HOUSEHOLD_SECTIONS[:4],
        _section(
            "Your days together",
            [
                *TIME,
                _asked(
                    "daily_care",
                    "long_text",
                    "What would a usual day look like for the pet?",
                    help="Who feeds, walks and plays, where it sleeps, and what happens on holidays.",
                    max=2000,
                ),
            ],
        ),
        _section(
            "You and this pet",
            [
                _asked(
                    "why_this_pet",
                    "long_text",
                    "Why this one?",
                    help="What you read that made you think of each other.",
                    required=True,
                    min=20,
                    max=2000,
                ),
                _asked("moving_in", "date", "From when could it move in?"),
                _asked("everyone_agrees", "yes_no", "Does everybody at home want a pet?", required=True),
            ],
        ),
        HOUSEHOLD_SECTIONS[5],
        _section(
            "Before you send it",
            [
                _asked(
                    "agrees",
                    "consent",
                    "What I wrote is true, and those who look after the pet may use it to decide.",
                    required=True,
                )
            ],
        ),
    ],
}
