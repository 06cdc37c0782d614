"""The kinds that can be reviewed. Apps register theirs; moderation knows none of them by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from hearth.kernel.problems import NotFound
from hearth.kernel.revisions import Change
from hearth.kernel.revisions import difference as compare
from hearth.kernel.workflow import Workflow

Reasons = Mapping[str, str]

_OUTCOMES = {
    "approve": "Approved",
    "request_changes": "Changes asked for",
    "reject": "Rejected",
    "remove": "Removed",
    "restore": "Restored",
}
_OUTCOMES_OF_CHANGES = {"approve": "Change approved", "reject": "Change rejected"}


def _by_version(target: Any) -> int:
    return int(target.version)


def _not_told(target: Any, seen: int) -> Sequence[Change] | None:
    return None


def _as_they_are(target: Any, was: Mapping[str, Any], becomes: Mapping[str, Any]) -> Sequence[Change]:
    return compare(was, becomes)


@dataclass(frozen=True, kw_only=True)
class Reviewable:
    kind: str
    model: type[Model]
    workflow: Workflow
    verbs: Mapping[str, str]
    """The workflow verb of each action that this kind can be decided with."""
    reasons: Mapping[str, Reasons]
    """Reason codes with their words, per action; an action without any needs no reason."""
    reasons_of: Callable[[Any], Mapping[str, Reasons]] | None = None
    """The same for one target, where they depend on what it is about; `reasons` then has all there are."""
    preview_template: str
    preview: Callable[[Any], Mapping[str, Any]]
    """What the template shows of a target: `facts`, `description`, `photos` and the like."""
    rows: Callable[[], QuerySet[Any]]
    """Targets with what their preview needs."""
    title: Callable[[Any], str]
    submitter: Callable[[Any], Any]
    before: Callable[[Any, str], None] = lambda target, action: None
    """Raises a problem when this target cannot be decided so just now."""
    changes: Callable[[Any, str, Any], Mapping[str, Any]] = lambda target, action, by: {}
    """Column changes that go with the move."""
    after: Callable[[Any, str, Any, Any], None] = lambda target, action, by, decision: None
    """Runs after the move, in its transaction: `after(target, action, by, decision)`.

    The decision is None where nobody made one because the submitter is trusted.
    """
    label: str = ""
    """What the desk calls this kind; the model's own name when it is empty."""
    words: str = ""
    """What a reviewer should know before deciding on one of this kind."""
    messages: Mapping[str, str] = dataclass_field(default_factory=dict)
    """A longer text to the submitter per reason code, with `{title}`; site admins may write another."""
    seen: Callable[[Any], int] = _by_version
    """The number of what a reviewer decides on: the target's version, or that of the change that waits."""
    seen_at: Callable[[Any, int], int] | None = None
    """What `seen` was when the row was at an earlier version; None where nobody knows."""
    is_about: Callable[[Any], Any] = lambda target: None
    """The thing, with a `kind` of its own, that a target is a case about: it is locked before the target."""
    snapshot: Callable[[Any], Mapping[str, Any]] | None = None
    """For kinds that review the thing itself: what a reviewer reads of it, as JSON, kept with its item."""
    compared: Callable[[Any, Mapping[str, Any], Mapping[str, Any]], Sequence[Change]] = _as_they_are
    """How two snapshots of a target differ, for people: values in words, photos as pictures."""
    difference: Callable[[Any, int], Sequence[Change] | None] = _not_told
    """What changed in a target since an earlier number, for kinds without snapshots; None: nobody knows."""
    changed: Callable[[Any], Sequence[Change]] | None = None
    """For kinds that review a change: what is approved and what is proposed."""
    at_once: str = ""
    """The verb (`by_hand=False`) that publishes what a trusted submitter sends; empty where it all waits."""
    sampled: Callable[[Any], float] = lambda target: 0
    """What share of those published at once (0 to 1) is looked at, where the platform's own is less."""
    restores: Mapping[str, str] = dataclass_field(default_factory=dict)
    """The verb (`by_hand=False`) that takes a decision back, by the state that the decision led to."""
    reportable: Mapping[str, str] = dataclass_field(default_factory=dict)
    """Reason codes with words for people's reports, the gravest first; without any nobody can report it."""
    priority: int = 0
    """Where its items stand in the queue: higher ones first."""
    due_within: timedelta = timedelta(days=2)
    """How long a submitter may be kept waiting."""
    refusals: Mapping[str, str] = dataclass_field(default_factory=dict)
    """What a reviewer is told, by the rule of the target's policy that keeps them from deciding."""
    outcomes: Mapping[str, str] = dataclass_field(default_factory=dict)
    """What became of a target, by action, where that is not what the action is usually called."""
    judges_submitter: bool = True
    """False where a decision says nothing about who sent it in (a report): trust leaves it out."""

    @property
    def goes_by_version(self) -> bool:
        """Whether what a decision must have seen is the target's version, whatever it waits for."""
        return self.seen is _by_version and self.changed is None

    @property
    def kind_label(self) -> str:
        return self.label or str(self.model._meta.verbose_name)

    def outcome(self, action: str) -> str:
        """What an action comes to, in the words that reviewers read."""
        usual = _OUTCOMES_OF_CHANGES if self.changed is not None else _OUTCOMES
        return self.outcomes.get(action) or usual.get(action) or _OUTCOMES[action]

    def reasons_for(self, target: Any) -> Mapping[str, Reasons]:
        return self.reasons_of(target) if self.reasons_of else self.reasons

    def reason_label(self, code: str) -> str:
        for codes in self.reasons.values():
            if code in codes:
                return codes[code]
        return ""


_kinds: dict[str, Reviewable] = {}
_followers: list[Callable[[Reviewable], None]] = []


def register(reviewable: Reviewable) -> Reviewable:
    _kinds[reviewable.kind] = reviewable
    for follow in _followers:
        follow(reviewable)
    return reviewable


def follow_kinds(follow: Callable[[Reviewable], None]) -> None:
    """Call a function with every kind: those registered already, and each that comes later."""
    _followers.append(follow)
    for reviewable in kinds().values():
        follow(reviewable)


def of_kind(kind: str) -> Reviewable:
    return _kinds[kind]


def of_target(target: Model, kind: str = "") -> Reviewable:
    """The named kind; else the one that its model registered first, which is about the thing itself."""
    if kind:
        return _kinds[kind]
    return next(iter(_about(target)))


def kinds_of(target: Model) -> list[str]:
    """Every kind under which this target may wait."""
    return [reviewable.kind for reviewable in _about(target)]


def decided_by(target: Model, verb: str) -> tuple[Reviewable, str]:
    """The kind that a target's verb decides, and the action that the verb is."""
    for reviewable in _about(target):
        for action, name in reviewable.verbs.items():
            if name == verb:
                return reviewable, action
    raise LookupError(f"{verb} decides nothing about {type(target).__name__}")


def kinds_settled_by(target: Model, verb: str) -> list[str]:
    """Every kind that a target's verb is a decision of: an organisation is suspended for several reasons."""
    return [reviewable.kind for reviewable in _about(target) if verb in reviewable.verbs.values()]


def _about(target: Model) -> list[Reviewable]:
    found = [reviewable for reviewable in _kinds.values() if isinstance(target, reviewable.model)]
    if not found:
        raise LookupError(f"{type(target).__name__} is not registered for review")
    return found


def kinds() -> dict[str, Reviewable]:
    return dict(_kinds)


def targets_of(items: Iterable[Any], *, surroundings: bool = True) -> dict[tuple[str, UUID], Any]:
    """Load the targets of review items or decisions, with one query set per kind.

    Without their surroundings (photos, reports) where no preview is drawn: what is asked for all the same
    is read then.
    """
    rows = list(items)
    found: dict[tuple[str, UUID], Any] = {}
    for kind in {item.kind for item in rows} & _kinds.keys():
        wanted = [item.target_id for item in rows if item.kind == kind]
        targets = _kinds[kind].rows().filter(pk__in=wanted)
        for target in targets if surroundings else targets.prefetch_related(None):
            found[kind, target.pk] = target
    return found


def row_of(item: Any) -> Any:
    """The bare row that an item is about, without what its preview needs; None when it is gone."""
    return _kinds[item.kind].model._default_manager.filter(pk=item.target_id).first()


def lock(target: Any, kind: str = "") -> Any:
    """Lock a target's organisation and then its row, and read it again with what its review needs.

    What a case is about comes before the case, as for who reports it or appeals just then. The row that
    was passed in becomes what was read. Raises NotFound when it is gone.
    """
    reviewable = of_target(target, kind)
    _lock_rows(reviewable, target)
    fresh = reviewable.rows().filter(pk=target.pk).first()
    if fresh is None:
        raise NotFound()
    target.__dict__.clear()
    target.__dict__.update(fresh.__dict__)
    return target


def _lock_rows(reviewable: Reviewable, target: Any) -> None:
    if target.organization_id is not None and target.organization_id != target.pk:
        _lock_row(_organizations(), target.organization_id)
    if (thing := reviewable.is_about(target)) is not None:
        with suppress(NotFound):
            _lock_rows(of_target(thing, target.kind), thing)
    _lock_row(reviewable.model, target.pk)


def _lock_row(model: type[Model], pk: UUID) -> None:
    rows = model._default_manager.filter(pk=pk).order_by()
    if rows.select_for_update(no_key=True).values_list("pk").first() is None:
        raise NotFound()


def _organizations() -> type[Model]:
    from apps.moderation.models import ReviewItem

    field: Any = ReviewItem._meta.get_field("organization")
    found: type[Model] = field.remote_field.model
    return found
