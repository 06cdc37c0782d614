"""The closed algebra in which every permission is written.

A rule answers two questions from one definition: may this subject do it to *this row* (`check`), and
to *which rows* (`q`)? `check` and `q` must agree on every row, NULLs included; a property test compares
them over random trees. Leaves therefore touch only own columns or use EXISTS, never a join path:
under OR and NOT Django would drop rows of a joined table.
"""

from hearth.kernel.authorization.algebra.columns import (
    ActsFor,
    After,
    Before,
    HasTopRole,
    In,
    InMyOrganization,
    Mine,
    Missing,
    MyAddress,
    Outranks,
    Until,
)
from hearth.kernel.authorization.algebra.others import (
    NamedIn,
    ParentIn,
    TakesPart,
    ThingAllows,
)
from hearth.kernel.authorization.algebra.subjects import (
    AboutSubject,
    Anyone,
    FromClient,
    HasSystemRole,
    Nobody,
    SignedIn,
    SystemCapability,
)
from hearth.kernel.authorization.algebra.trees import (
    And,
    Not,
    Or,
    Rows,
    Rule,
)

__all__ = [
    "AboutSubject",
    "ActsFor",
    "After",
    "And",
    "Anyone",
    "Before",
    "FromClient",
    "HasSystemRole",
    "HasTopRole",
    "In",
    "InMyOrganization",
    "Mine",
    "Missing",
    "MyAddress",
    "NamedIn",
    "Nobody",
    "Not",
    "Or",
    "Outranks",
    "ParentIn",
    "Rows",
    "Rule",
    "SignedIn",
    "SystemCapability",
    "TakesPart",
    "ThingAllows",
    "Until",
]
