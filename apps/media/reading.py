"""How private files are read: what each purpose makes of the bytes, and how it says that it cannot."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.media.choices import Refusal


class RefusedError(Exception):
    """The file is nothing that we can use."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Attachment:
    """A private file as it may be handed on: never what came, unless that can hide nothing."""

    content_type: str
    content: bytes
    width: int | None = None
    height: int | None = None


Reader = Callable[[bytes], Attachment]
_readers: dict[str, Reader] = {}


def register_reader(purpose: str, reader: Reader) -> None:
    """Let the worker read the files of a private purpose; without a reader none is taken."""
    _readers[purpose] = reader


def reader_of(purpose: str) -> Reader | None:
    return _readers.get(purpose)
