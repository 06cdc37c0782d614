"""How a community welcomes new members of its kind of organisation, in words of its own.

Without such words they get those of `membership.joined` and `membership.approved`; with them these instead,
also where somebody accepted an invitation. Founders welcome themselves.
"""

_of_kind: dict[str, str] = {}


def welcome_with(kind: str, message: str) -> None:
    """Register the kind of message that whoever joins such an organisation is told with."""
    _of_kind[kind] = message


def welcome_of(kind: str) -> str:
    """The name of the kind of message; empty where a community has no words of its own."""
    return _of_kind.get(kind, "")
