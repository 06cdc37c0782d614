"""Saved searches: made, changed, paused and given a feed by the person whose they are."""

from collections.abc import Iterable, Mapping
from typing import Any

from apps.accounts.models import User
from apps.alerts.choices import Cadence, SearchState
from apps.alerts.finding import checked
from apps.alerts.models import SavedSearch
from apps.alerts.workflows import SAVED_SEARCH
from hearth.kernel.authorization import Subject, require, require_for_new, system_subject
from hearth.kernel.events import record
from hearth.kernel.problems import AlreadyDone, Conflict
from hearth.kernel.transactions import transactional

MOST_SEARCHES = 20


@transactional
def save_search(
    *, by: Subject, name: str, params: Mapping[str, Iterable[str]], cadence: str = Cadence.DAILY
) -> SavedSearch:
    """Keep a search; its mails tell of what is published from now on. Raise Invalid for unknown filters."""
    require_for_new(by, "create", SavedSearch)
    kept = checked(params)
    # Whoever saves two at once waits for oneself, so that the number is exact.
    owner = User.objects.select_for_update(no_key=True).get(pk=by.id)
    if owner.saved_searches.count() >= MOST_SEARCHES:
        raise Conflict(f"{MOST_SEARCHES} saved searches are as many as a person can have.")
    search = SavedSearch(user=owner, name=name, params=kept, cadence=cadence, told_until=by.now)
    search.full_clean()
    search.save(force_insert=True)
    record("saved_search.created", search, by=by, to_state=search.state, data={"cadence": cadence})
    return search


@transactional
def edit_search(search: SavedSearch, *, by: Subject, **wanted: Any) -> SavedSearch:
    """Change name, params or cadence. Mails that begin again tell of what is published from now on."""
    require(by, "edit", search)
    changes: dict[str, Any] = {name: wanted[name] for name in ("name", "params", "cadence") if name in wanted}
    if "params" in changes:
        changes["params"] = checked(changes["params"])
    changes = {name: value for name, value in changes.items() if value != getattr(search, name)}
    if not changes:
        return search
    if search.cadence == Cadence.OFF and "cadence" in changes:
        changes["told_until"] = by.now
    for name, value in changes.items():
        setattr(search, name, value)
    search.full_clean()
    told = {"fields": sorted(changes.keys() - {"told_until"}), "cadence": search.cadence}
    return SAVED_SEARCH.move(search, "edit", by=by, data=told, **changes)


@transactional
def pause_search(search: SavedSearch, *, by: Subject) -> SavedSearch:
    require(by, "pause", search)
    return SAVED_SEARCH.move(search, "pause", by=by)


@transactional
def resume_search(search: SavedSearch, *, by: Subject) -> SavedSearch:
    require(by, "resume", search)
    return SAVED_SEARCH.move(search, "resume", by=by, told_until=by.now)


@transactional
def stop_search(search: SavedSearch) -> None:
    """Pause a search for whoever holds the link of one of its mails; a repeat changes nothing."""
    locked = SavedSearch.objects.select_for_update(no_key=True).filter(pk=search.pk).first()
    if locked is not None and locked.state == SearchState.ACTIVE:
        SAVED_SEARCH.move(locked, "pause", by=system_subject(), data={"by": "link"})


@transactional
def open_feed(search: SavedSearch, *, by: Subject) -> SavedSearch:
    """Give the search a secret address, another one each time that its feed is opened anew."""
    require(by, "open_feed", search)
    if search.feed_open:
        raise _already("It has a feed address.", search)
    number = search.feed_number + 1
    return SAVED_SEARCH.move(search, "open_feed", by=by, feed_open=True, feed_number=number)


@transactional
def close_feed(search: SavedSearch, *, by: Subject) -> SavedSearch:
    require(by, "close_feed", search)
    if not search.feed_open:
        raise _already("It has no feed address.", search)
    return SAVED_SEARCH.move(search, "close_feed", by=by, feed_open=False)


@transactional
def delete_search(search: SavedSearch, *, by: Subject) -> None:
    require(by, "delete", search)
    record("saved_search.deleted", search, by=by, from_state=search.state)
    SavedSearch.objects.filter(pk=search.pk).delete()


def _already(words: str, search: SavedSearch) -> AlreadyDone:
    return AlreadyDone(words, state=search.state, allowed=SAVED_SEARCH.allowed(search))
