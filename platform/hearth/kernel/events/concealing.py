"""Events whose actor the audit trail keeps to itself: who did it is looked up elsewhere, with a reason."""

_concealed: set[str] = set()


def conceal_actor(*event_names: str) -> None:
    """Show nobody who caused these events; their rows keep it, and the person's own export tells it."""
    _concealed.update(event_names)


def concealed() -> frozenset[str]:
    """The names of the events whose actor is shown to nobody."""
    return frozenset(_concealed)
