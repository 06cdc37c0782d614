from typing import Any, Self

from hearth.kernel.authorization import ANONYMOUS, PolicyQuerySet


class ToolQuerySet(PolicyQuerySet[Any]):
    def shown(self) -> Self:
        """What the public list shows; matches the partial index word for word."""
        return self.filter(status="approved")

    def in_public(self) -> Self:
        """What anybody may see, as the policy has it for a stranger."""
        return self.visible_to(ANONYMOUS)


class LoanQuerySet(PolicyQuerySet[Any]):
    pass
