"""The kinds of job, registered by the apps' `jobs` modules."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hearth.kernel.authorization import SystemRole
from hearth.kernel.jobs.options import Option

if TYPE_CHECKING:
    from hearth.kernel.jobs.work import Work
    from hearth.kernel.models import Job

Chunk = Callable[["Work"], bool]
"""Does one chunk, a second's work or less; returns whether there is more to do."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of long work. Its name's first word says where it is offered: `exports.…`, `imports.…`."""

    name: str
    label: str
    chunk: Chunk
    explains: str = ""
    """What comes out of it, or what it wants, for the page that starts it."""
    file: str = ""
    """The name of the file that it writes, if it writes anything; empty when it never does."""
    capability: str = ""
    """What its owner needs in the organisation that it is about, before every chunk; empty: about nobody."""
    names: Callable[[Iterable[UUID]], Mapping[UUID, str]] | None = None
    """The names of organisations by id, for the page that asks for which one."""
    needs: str = ""
    """The capability of a system role that its owner needs, before every chunk; they keep that role in it."""
    takes: str = ""
    """What text it works on: the field that brings it, `csv` or `json`; empty when it takes none."""
    cut: Callable[[str], Sequence[str]] | None = None
    """Cuts the text into the pieces that its chunks read; raises Invalid at `/<takes>` for a wrong one."""
    can_be_tried: bool = False
    """Whether a dry run of it exists, which says what would happen and changes nothing."""
    options: tuple[Option, ...] = ()
    """What else may be said at its start."""
    fetch: Callable[["Job"], Any] | None = None
    """Brings what its next chunk needs from elsewhere, before that chunk's transaction (`work.brought`).

    It may be asked again for the same, and takes half a minute at most.
    """
    template: Callable[[], str] | None = None
    """An example of the file that it takes, to start from."""
    columns: tuple[tuple[str, str], ...] = ()
    """The columns of that file with what stands in each, for the page that starts it."""

    @property
    def word(self) -> str:
        """Its name among those that are offered in the same place."""
        return self.name.partition(".")[2]

    @property
    def role(self) -> SystemRole:
        """The strongest system role in which its owner works on it."""
        return SystemRole.SITE_ADMIN if self.needs else SystemRole.USER

    def file_of(self, job: "Job") -> str:
        """The name of the file that a job of it writes."""
        return f"dry-run.{self.file.rpartition('.')[2]}" if job.is_dry_run else self.file


_kinds: dict[str, Kind] = {}


def job(name: str, *, label: str, **facts: Any) -> Callable[[Chunk], Chunk]:
    """Register the function that does one chunk; `facts` are the other fields of Kind."""

    def register(chunk: Chunk) -> Chunk:
        _kinds[name] = Kind(name=name, label=label, chunk=chunk, **facts)
        return chunk

    return register


def kind_named(name: str) -> Kind | None:
    """None for a kind that nobody registered, or whose community is switched off."""
    return _kinds.get(name)


def kinds() -> dict[str, Kind]:
    return dict(_kinds)


def offered(place: str) -> dict[str, Kind]:
    """The kinds that are offered in one place (`exports`), by the rest of their names."""
    return {kind.word: kind for name, kind in sorted(_kinds.items()) if name.startswith(f"{place}.")}


def label_of(name: str) -> str:
    kind = _kinds.get(name)
    return kind.label if kind else name
