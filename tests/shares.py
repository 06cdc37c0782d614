"""Every bad thing at every door takes long: a door gets a share of them, and all of them in `make soak`.

Its name says which share, so each bad thing still comes to many doors, and to the same ones each time.
"""

from collections.abc import Iterable
from typing import TypeVar
from zlib import crc32

import pytest

T = TypeVar("T")


def shares(of: int) -> pytest.MarkDecorator:
    """Run a test with every so many-th thing (see `some`), and in the long run with all of them."""
    return pytest.mark.parametrize(
        "share", [of, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"]
    )


def some(things: Iterable[T], door: str, share: int) -> list[T]:
    return list(things)[crc32(door.encode()) % share :: share]
