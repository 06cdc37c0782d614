from apps.rides.choices import RouteStanding
from hearth.kernel.workflow import Verb, Workflow

IN_USE, ARCHIVED = RouteStanding.IN_USE.value, RouteStanding.ARCHIVED.value

ROUTE = Workflow(
    name="route",
    field="standing",
    states=tuple(RouteStanding.values),
    verbs=(
        Verb(
            name="edit",
            from_={IN_USE},
            to=None,
            event="route.renamed",
            label="Change",
            explains="Give it another name.",
            by_hand=False,
        ),
        Verb(
            name="add_version",
            from_={IN_USE},
            to=None,
            event="route.version_added",
            label="Upload a version",
            explains="It is read by it once it is measured; those before stay.",
            by_hand=False,
        ),
        Verb(
            name="archive",
            from_={IN_USE},
            to=ARCHIVED,
            event="route.archived",
            label="Archive",
            explains="No new ride takes it. Rides that have it keep it, and so do its versions.",
        ),
        Verb(
            name="unarchive",
            from_={ARCHIVED},
            to=IN_USE,
            event="route.unarchived",
            label="Take back into use",
            explains="Rides can take it again.",
        ),
    ),
)
