from apps.accounts.erasure import on_erasure
from apps.curation.featurables import Featurable
from apps.curation.featurables import register as register_featurable
from apps.listings.geography import Point
from apps.listings.models import Pet, RescueProfile
from apps.listings.rescues import profile_of
from apps.listings.services import forget_listings_of
from apps.listings.spots import spot_of
from apps.organizations.details import Detail, contribute_detail
from apps.organizations.places import finds_places
from apps.organizations.settings import KindSettings
from apps.organizations.settings import register as register_settings
from hearth.kernel.constraints import explain_constraint

FEATURED = register_featurable(
    Featurable(kind="pet", model=Pet, public=lambda: Pet.objects.live().in_public().for_display(), title=str)
)

register_settings(
    KindSettings(
        kind="rescue",
        model=RescueProfile,
        fields=("members_decide_applications", "answer_within_days", "sampled", "how_we_work"),
        withholds={"members_decide_applications": ("member", "decide_applications")},
    )
)

contribute_detail(
    Detail(
        kind="rescue",
        name="how_we_work",
        type=str,
        explains="What happens between an application and moving in, in the rescue's words; empty for none",
        value=lambda organization: profile_of(organization).how_we_work,
    )
)

on_erasure(forget_listings_of)


@finds_places
def place_called(words: str) -> Point:
    return spot_of(words).degrees


explain_constraint("pet_photo_position", "The photos were arranged by somebody else at the same time.")
for _name in ("listings_petphoto_media_id_key", "listings_proposedphoto_media_id_key"):
    explain_constraint(_name, "A photo belongs to another listing.", field="images")
explain_constraint("pet_has_name", "Give the pet a name.", field="name")
explain_constraint("pet_fee_not_negative", "A fee cannot be negative.", field="adoption_fee")
explain_constraint("listings_pet_happy_photo_id_key", "This photo stands elsewhere.", field="photo")
explain_constraint("rescue_answers_in_time", "Choose between 1 and 30 days.", field="answer_within_days")
explain_constraint("rescue_sampled_as_offered", "Choose one of the shares on offer.", field="sampled")
explain_constraint("revision_one_open", "Somebody else changed it at the same time.")
