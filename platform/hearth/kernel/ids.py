"""UUID version 7 (RFC 9562): time-ordered keys made here, because PostgreSQL has them only since 18."""

import os
import time
from datetime import datetime
from uuid import UUID


def uuid7() -> UUID:
    """Return 48 bits of Unix milliseconds followed by 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76  # version
    value = value & ~(0x3 << 62) | 0x2 << 62  # variant
    return UUID(int=value)


def earliest_uuid7(moment: datetime) -> UUID:
    """Return what is not greater than any id made at a moment or later: old rows are found by their keys."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def is_id(word: str) -> bool:
    """Whether a word reads as an id, in any of its spellings."""
    try:
        UUID(word)
    except ValueError:
        return False
    return True
