"""Where we meet browsers and the caches before us: policies, headers, cache rules. See docs/security.md."""

from hearth.kernel.edge.headers import strict, under

__all__ = ["strict", "under"]
