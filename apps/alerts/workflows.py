from apps.alerts.choices import SearchState
from hearth.kernel.workflow import Verb, Workflow

ACTIVE, PAUSED = SearchState.ACTIVE.value, SearchState.PAUSED.value

SAVED_SEARCH = Workflow(
    name="saved_search",
    field="state",
    states=tuple(SearchState.values),
    verbs=(
        Verb(
            name="edit",
            from_={ACTIVE, PAUSED},
            to=None,
            event="saved_search.edited",
            label="Edit",
            explains="Change its name, what it looks for, or how often it writes.",
            by_hand=False,
        ),
        Verb(
            name="pause",
            from_={ACTIVE},
            to=PAUSED,
            event="saved_search.paused",
            label="Pause",
            explains="Send no mails for a while. Its feed stays, and so does everything that was chosen.",
        ),
        Verb(
            name="resume",
            from_={PAUSED},
            to=ACTIVE,
            event="saved_search.resumed",
            label="Resume",
            explains="Send mails again, about pets that are published from now on.",
        ),
        Verb(
            name="open_feed",
            from_={ACTIVE, PAUSED},
            to=None,
            event="saved_search.feed_opened",
            label="Make a feed address",
            explains="Give the search a secret address for feed readers, another one each time.",
        ),
        Verb(
            name="close_feed",
            from_={ACTIVE, PAUSED},
            to=None,
            event="saved_search.feed_closed",
            label="End the feed address",
            explains="Whoever knows the secret address reads nothing there any more.",
        ),
    ),
)
