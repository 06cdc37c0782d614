"""What may be said at the start of a job besides its text: each kind names its own options."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hearth.kernel.problems import Invalid

LONGEST = 300


@dataclass(frozen=True)
class Option:
    """A choice of yes or no, or one line of text that matches a pattern."""

    name: str
    label: str
    explains: str = ""
    pattern: str = ""
    """What the whole of a text must match; without one the option is a yes or no."""
    wrong: str = "This does not look right."
    """Said about a text that does not match."""

    @property
    def is_flag(self) -> bool:
        return not self.pattern


def check_options(options: Sequence[Option], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was really chosen; raise Invalid at `/options/<name>` for anything else."""
    known = {option.name: option for option in options}
    errors = [
        (f"/options/{name[:80]}", "unknown", "There is no such option.")
        for name in given
        if name not in known
    ]
    chosen = {}
    for name, option in known.items():
        value = given.get(name)
        if value in (None, "", False):
            continue
        if option.is_flag and value is not True:
            errors.append((f"/options/{name}", "invalid", "Say true or false."))
        elif not option.is_flag and not _matches(option, value):
            errors.append((f"/options/{name}", "invalid", option.wrong))
        chosen[name] = value
    if errors:
        raise Invalid(errors)
    return chosen


def _matches(option: Option, value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and bool(re.fullmatch(option.pattern, value))
