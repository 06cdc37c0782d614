"""What people are told about what they keep an eye on."""

from apps.alerts.services.links import stop_link
from apps.notifications.kinds import Kind, register
from hearth.kernel.constraints import explain_constraint

_PET = "/pets/0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3e"

register(
    Kind(
        name="favorite.news",
        label="There is news of one of your favourites",
        group="Favourites and searches",
        template="alerts/mail/favorite",
        sample={
            "pet_name": "Biscuit",
            "standing": "reserved",
            "path": _PET,
            "list_path": "/my/favorites",
        },
    ),
    Kind(
        name="saved_search.found",
        label="A saved search found new pets",
        group="Favourites and searches",
        template="alerts/mail/found",
        stop_link=stop_link,
        sample={
            "search_name": "Small dogs by the sea",
            "path": "/pets?species=dog&size=small",
            "manage_path": "/my/searches",
            "number": 14,
            "at_least": False,
            "more": 2,
            "pets": [
                {
                    "name": "Biscuit",
                    "breed": "Kelpie × Labrador",
                    "species_code": "dog",
                    "age_code": "young",
                    "place": "Wattle Cove, Saltwater Bay",
                    "rescue": "Harbour Paws",
                    "path": _PET,
                },
                {
                    "name": "Pepper",
                    "breed": "",
                    "species_code": "small_animal",
                    "age_code": "",
                    "place": "Gull Point",
                    "rescue": "",
                    "path": _PET,
                },
            ],
        },
    ),
)

explain_constraint("favorite_once", "It is among your favourites already.")
explain_constraint("saved_search_has_name", "Give the search a name.", field="name")
