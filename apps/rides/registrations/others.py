from apps.accounts.erasure import before_erasure, on_erasure
from apps.organizations.details import Detail, contribute_detail
from apps.organizations.settings import KindSettings
from apps.organizations.settings import register as register_settings
from apps.organizations.standing import on_fall, on_return
from apps.rides.clubs import profile_of
from apps.rides.models import ClubProfile
from apps.rides.services.falling import follow_standing, forget_rides_of, lock_rides_of
from apps.rides.services.naming import forget_name_of
from apps.rides.services.reopening import reopen_lines_of
from hearth.kernel.constraints import explain_constraint

register_settings(
    KindSettings(kind="club", model=ClubProfile, fields=("usual_audience", "guests_each", "how_we_ride"))
)

contribute_detail(
    Detail(
        kind="club",
        name="how_we_ride",
        type=str,
        explains="What somebody should know before their first ride, in the club's words; empty for none",
        value=lambda organization: profile_of(organization.pk).how_we_ride,
    )
)

on_fall(follow_standing)
on_return(reopen_lines_of)
before_erasure(lock_rides_of)
on_erasure(forget_rides_of)
on_erasure(forget_name_of)

explain_constraint("ride_has_captain", "A ride that is open has a captain.")
explain_constraint("ride_place_is_whole", "A place has a latitude and a longitude.", field="longitude")
explain_constraint("ride_once_in_series", "The series has a ride at that time already.")
explain_constraint("pace_group_named_once", "Another group of this ride has this name.", field="pace_groups")
explain_constraint("pace_group_within_capacity", "More have a place in this group already.", field="capacity")
explain_constraint("participation_one_captain", "Somebody else was made captain at the same time.")
explain_constraint("participation_leaders_at_most", "Somebody else was made a leader at the same time.")
explain_constraint("ride_invitation_once", "They are invited already.")
explain_constraint("club_guests_as_offered", "Choose between 0 and 5.", field="guests_each")
