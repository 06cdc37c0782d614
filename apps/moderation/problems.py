from hearth.kernel.problems import Conflict


class Claimed(Conflict):
    """`claimed_by` and `claimed_until` in the extra say who holds it, and until when."""

    code = "claimed"
    title = "Somebody else is looking at this"
    explanation = (
        "`claimed_by` says who, `claimed_until` when their claim ends unless they extend or release it. "
        "Until then nobody else decides on it."
    )


class TooLate(Conflict):
    """`until` in the extra says when the time was over."""

    code = "too_late"
    title = "The time for this is over"
    explanation = "`until` says when it ended."


class AlreadyAppealed(Conflict):
    """`state` in the extra says what became of that appeal."""

    code = "already_appealed"
    title = "Somebody appealed against this decision already"
    explanation = "A decision has one appeal; `state` says how it stands."
