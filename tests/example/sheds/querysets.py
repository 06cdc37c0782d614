from typing import Any, Self

from hearth.kernel.authorization import ANONYMOUS, PolicyQuerySet


class ToolQuerySet(PolicyQuerySet[Any]):
    def in_public(self) -> Self:
        """What anybody may see, as the policy has it for a stranger."""
        return self.visible_to(ANONYMOUS)


class LoanQuerySet(PolicyQuerySet[Any]):
    pass
