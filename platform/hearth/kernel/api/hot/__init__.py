"""Hot lists: public lists that go from rows to bytes by hand, in one query and without model instances.

A list is hot once its view says so, and how each computed field of its serializer comes about:

    GARDENS = Hot(
        PublicGardenSerializer,
        computed={
            "is_open": Of(open_now, "opens", "closes"),          # def open_now(asked, opens, closes)
            "beds": Of(beds, BEDS),                              # BEDS = json_rows(Bed…, id="pk", …)
            "owner": {"verified": Of(badge, "verified_until")},  # a nested serializer's own
        },
        tag=("owner__version",),
    )

    class GardenViewSet(HotListing, Reading):
        hot = GARDENS

        def listed(self):
            return Garden.objects.filter(status="open")

Everything else is the view's, as it is for any list: order, filters, `listed()` as the base set, who may
keep the answer. Plain columns and nested serializers are read off the serializer; a field that is neither
and is not named in `computed` stops the start. `tests/hot.py` compares the answer with the serializer's.

What must hold, because a statement is put together once and used for everybody after that:

- the rows are such that anybody may see them: they are narrowed by `visible_to` a stranger, whoever asks;
- everybody gets the fields of the public serializer (unless `more_for_the_known`);
- `listed()` looks at *which* parameters were given and at nothing else of the request. What it needs from
  the address it names, `filter(garden=Given("garden"))`, and `given()` supplies: `{"garden": found.pk}`;
- a filter depends on its value and on the day. (One that looks at the clock works too, and is put together
  anew each time; so are those that the view names as `varying`.)
"""

from hearth.kernel.api.hot.fields import Asked, Hot, Of, json_rows
from hearth.kernel.api.hot.statements import Given
from hearth.kernel.api.hot.views import HotListing, HotReading, HotView

__all__ = ["Asked", "Given", "Hot", "HotListing", "HotReading", "HotView", "Of", "json_rows"]
