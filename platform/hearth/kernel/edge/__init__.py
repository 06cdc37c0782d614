"""Where we meet browsers and the caches before us: policies, headers, cache rules. See docs/security.md."""

from hearth.kernel.edge.headers import strict, under
from hearth.kernel.edge.invalidation import hides

__all__ = ["hides", "strict", "under"]
