"""What Harbour Paws asks those who apply: its own form, in two versions, and a letter that answers it."""

from typing import Any

from apps.applications import services
from apps.applications.forms import DEFAULT_FORM
from hearth.local.demo.telling import Teller

ASKED_BY, OF_THE_RESCUE_OF = "rosa", "Biscuit"
FIRST_DAYS_AGO, SECOND_DAYS_AGO = 48, 11
TITLE = "Coming home with one of ours"
INTRO = (
    "All our animals live with foster families, who read this with us. Short answers are fine. We would "
    "rather know about the broken fence now than in three weeks."
)
LETTER = "landlord_letter"
LETTER_LINES = (
    "To whom it may concern",
    "Noor Farahani rents 3/29 Wharf Street, Port Larkin, from me.",
    "She may keep a cat or a small dog there, as long as the balcony is netted.",
    "Beatrix Oyelaran, owner",
)


def _question(key: str, kind: str, label: str, **facts: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": label, **facts}


OUR_WAY = {
    "title": "Our foster families",
    "help": "They know the animal best, and you will meet them first.",
    "questions": [
        _question(
            "meet_when",
            "multi",
            "When could you meet us?",
            required=True,
            choices=[
                {"value": "weekdays", "label": "On weekdays"},
                {"value": "evenings", "label": "In the evening"},
                {"value": "saturdays", "label": "On a Saturday"},
            ],
        ),
        _question(
            "ferry",
            "yes_no",
            "Do you need the ferry to come to us?",
            help="We pick people up at the jetty.",
        ),
        _question(
            LETTER,
            "file",
            "If you rent: a line from your landlord",
            help="A PDF or a photo. Only those who decide see it.",
            personal=True,
        ),
    ],
}
AFTERWARDS = {
    "title": "Afterwards",
    "help": "",
    "questions": [
        _question(
            "visit",
            "consent",
            "Somebody of Harbour Paws may call after two weeks and ask how it goes.",
        )
    ],
}
*USUAL, AGREEING = DEFAULT_FORM["sections"]
ANSWERS: dict[str, Any] = {"meet_when": ["evenings", "saturdays"], "ferry": False, "visit": True}
"""What everybody answers to what only this form asks."""


def publish_first_form(teller: Teller) -> None:
    """Before anybody of the stories applies."""
    _publish(teller, FIRST_DAYS_AGO, title=TITLE, intro=INTRO, sections=[*USUAL, OUR_WAY, AGREEING])


def publish_second_form(teller: Teller) -> None:
    """Between two stories: the earlier ones keep the questions that they answered."""
    _publish(teller, SECOND_DAYS_AGO, sections=[*USUAL, OUR_WAY, AFTERWARDS, AGREEING])


def _publish(teller: Teller, days_ago: float, **asked: Any) -> None:
    rescue = teller.pet(OF_THE_RESCUE_OF).organization
    assert rescue is not None
    with teller.at(days_ago):
        by = teller.by(ASKED_BY)
        services.publish_form(services.create_form(rescue, by=by, **asked), by=by)


def letter() -> bytes:
    """A landlord's letter of one page, as a PDF."""
    text = " T* ".join(f"({line}) Tj" for line in LETTER_LINES)
    drawn = f"BT /F1 13 Tf 26 TL 72 740 Td {text} ET".encode("latin-1")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
    )
    file, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(file))
    return file + b"xref\n0 %d\n%s" % (len(objects) + 1, table) + end
