"""Questions about pets, hearts and saved searches: what people do before they apply, or instead."""

from apps.alerts.services import favorite, save_search
from apps.applications.models import Question
from apps.applications.services import questions
from apps.applications.services.blocks import block
from hearth.local.demo.telling import Teller

ASKED: tuple[tuple[str, str, float, str, str, str], ...] = (
    # who, pet, days ago, the question, the answer, and what became of it
    (
        "ana",
        "Biscuit",
        5,
        "Does he pull on the lead? Our youngest would like to hold it sometimes.",
        "Only towards bakeries. On a harness he walks with our nine-year-old neighbour every Sunday.",
        "published",
    ),
    (
        "noor",
        "Biscuit",
        3,
        "How is he when he is alone for an afternoon?",
        "Fine for about four hours, with a chew. After that he begins to sing.",
        "published",
    ),
    ("eli", "Biscuit", 0.3, "Has he ever met hens?", "", "pending"),
    (
        "grace",
        "Dumpling",
        6,
        "Could Dumpling live with a desexed buck of four?",
        "With time and two separate runs at first: yes. We lend you the fence.",
        "published",
    ),
    (
        "noor",
        "Ghost",
        2,
        "Is there anything that helps when there is thunder?",
        "The cupboard under the stairs, and somebody who reads aloud. Tell us more when we meet!",
        "answered",
    ),
    ("tom", "Pepper", 4, "Would you send her by train if I pay for it?", "", "better_in_an_application"),
    (
        "eli",
        "Gladys",
        7,
        "Does she still lay?",
        "When she feels like it, which is about twice a week. She is retired and knows it.",
        "published",
    ),
    (
        "grace",
        "Duchess",
        9,
        "Is she at your open day on Saturday?",
        "From ten to two, in the quiet room at the back.",
        "hidden",
    ),
    (
        "tom",
        "Marmalade",
        5,
        "Is she sold by weight? Only joking. What is she worth to you?",
        "",
        "unfriendly",
    ),
    ("ana", "Miso", 1, "Would Miso mind two children who have learnt to be gentle?", "", "pending"),
)
BLOCKED = (
    # who, for what they asked about which pet, days ago, and the note for those who blocked them
    ("tom", "Pepper", 3, "Rang three of us at home after our answer. Polite each time, and very long."),
    ("tom", "Marmalade", 4, "Asked again under another name. Enough."),
)
HEARTS = {
    "ana": ("Biscuit", "Captain", "Miso", "Juniper", "Moss"),
    "noor": ("Ghost", "Sardine", "Duchess"),
    "grace": ("Dumpling", "Clover", "Pickle"),
    "eli": ("Biscuit", "Clancy", "Gladys"),
}
SEARCHES = (
    ("ana", "A dog near us", {"species": ["dog"], "region": ["Saltwater Bay"]}, "daily"),
    ("ana", "Small and calm", {"size": ["small"], "good_with_children": ["true"]}, "weekly"),
    ("grace", "Rabbits", {"species": ["rabbit"]}, "weekly"),
)


def bring(teller: Teller) -> None:
    for short, name, days_ago, text, answer, outcome in ASKED:
        pet = teller.pet(name)
        with teller.at(days_ago):
            question = questions.ask_question(pet, by=teller.by(short), text=text)
        with teller.at(days_ago * 0.8):
            staff = teller.staff(pet)
            if outcome in ("published", "hidden"):
                question = questions.answer_and_publish(question, by=staff, answer=answer)
                if outcome == "hidden":
                    questions.hide_question(question, by=staff)
            elif outcome == "answered":
                questions.answer_question(question, by=staff, answer=answer)
            elif outcome != "pending":
                questions.reject_question(question, by=staff, reason=outcome)
    for short, name, days_ago, note in BLOCKED:
        with teller.at(days_ago):
            pet = teller.pet(name)
            asked = Question.objects.get(pet=pet, user=teller.by(short).user)
            block(
                by=teller.staff(pet), source="question", id=asked.pk, organization=pet.organization, note=note
            )
    for short, names in HEARTS.items():
        with teller.at(16):
            for name in names:
                favorite(teller.pet(name), by=teller.by(short))
    for short, name, params, cadence in SEARCHES:
        with teller.at(12):
            save_search(by=teller.by(short), name=name, params=params, cadence=cadence)
