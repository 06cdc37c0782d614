"""Our PostgreSQL backend, with a server that is started by the first connection."""

from typing import Any

from django.db import OperationalError

from hearth.config import env
from hearth.kernel.database import base
from hearth.local import postgres


class DatabaseWrapper(base.DatabaseWrapper):
    """Fills in where the server listens, which nobody knows before it runs."""

    def get_connection_params(self) -> dict[str, Any]:
        try:
            found = env.database(postgres.url(self.settings_dict["CLUSTER"]))
        except postgres.UnavailableError as error:
            raise OperationalError(str(error)) from error
        self.settings_dict.update({name: found[name] for name in ("HOST", "PORT", "USER", "PASSWORD")})
        return super().get_connection_params()
