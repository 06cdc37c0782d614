import shutil
from collections.abc import Iterator

import pytest

from hearth.kernel.jobs.results import private_storage


@pytest.fixture(autouse=True)
def no_file_stays() -> Iterator[None]:
    """Delete what jobs wrote: rows go with their transaction, files do not, and others search them all."""
    yield
    shutil.rmtree(private_storage().location, ignore_errors=True)
