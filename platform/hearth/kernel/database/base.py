"""Django's PostgreSQL backend, which does not ask a busy connection before every request how it is."""

import select
import time

from django.db.backends.postgresql import base

BUSY = 5.0
"""Seconds for which a connection that was fine is taken to be so, unless the server has closed it."""


class DatabaseWrapper(base.DatabaseWrapper):
    """With `CONN_HEALTH_CHECKS`, a request begins by asking whether its kept connection still works.

    The question costs a round trip: a third of what a hot list's answer waits for. A server that has closed
    a connection has said so, and that can be heard for nothing. After a silence it is asked all the same:
    whoever was frozen meanwhile (as on Lambda) may have missed the word. The clock is the wall's, which
    goes on while one is frozen.
    """

    _found_fine_at = 0.0

    def is_usable(self) -> bool:
        now = time.time()
        if not (0 <= now - self._found_fine_at < BUSY and self._is_silent()) and not super().is_usable():
            return False
        self._found_fine_at = now
        return True

    def _is_silent(self) -> bool:
        """Whether nothing waits to be read: between requests that is only ever a farewell."""
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)
