from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local import checkout as checkouts


@pytest.fixture(scope="session")
def whole_checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A complete checkout; what runs from it keeps its data from test to test."""
    folder = checkouts.lay_out(tmp_path_factory.mktemp("whole") / "checkout")
    yield folder
    checkouts.end_all(folder)
    checkouts.remove_database(folder)
