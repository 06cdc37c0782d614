"""The database settings of the embedded default: `DATABASE_URL`, or our own PostgreSQL on first use."""

from typing import Any

from hearth.config import env
from hearth.local.postgres import Purpose


def settings(purpose: Purpose) -> dict[str, Any]:
    """Return the DATABASES entry. Without `DATABASE_URL`, the first connection starts the cluster.

    Reading settings starts nothing: type checking, `collectstatic` or `spectacular` need no server.
    """
    if url := env.text("DATABASE_URL", ""):
        return _preparing(env.database(url))
    unknown_until_started = _preparing(env.database("postgresql://127.0.0.1/hearth"))
    return {**unknown_until_started, "ENGINE": "hearth.local.database", "CLUSTER": purpose}


def _preparing(found: dict[str, Any]) -> dict[str, Any]:
    """Let the server keep the plans of hot lists: no proxy stands here whose connections that would pin."""
    return {**found, "OPTIONS": {**found["OPTIONS"], "prepare_threshold": 5}}
