"""Text that people send, as the database can hold it."""

from hearth.kernel.problems import Invalid

LONGEST_QUESTION = 1000
LONGEST_ANSWER = 2000
LONGEST_MESSAGE = 4000


def check_text(pointer: str, text: str, longest: int) -> str:
    """Trim a text; raise Invalid for none, for too much, and for characters that nothing can show."""
    text = text.strip()
    if not text:
        raise Invalid([(pointer, "blank", "Write something.")])
    if len(text) > longest:
        raise Invalid([(pointer, "max_length", f"Use at most {longest:,} characters.")])
    if not is_plain(text):
        raise Invalid([(pointer, "invalid", "Some characters of it cannot be kept.")])
    return text


def is_plain(text: str) -> bool:
    """Whether PostgreSQL and JSON can hold a text: no NUL, no half of a pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
