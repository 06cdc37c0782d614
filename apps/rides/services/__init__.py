"""The verbs of rides and of places in them."""

from apps.rides.services.joining import (
    accept_place,
    ask_me_first,
    bring_guest,
    change_group,
    join_ride,
    pass_place,
    remove_place,
    still_coming,
    take_it_for_me,
    withdraw_place,
)
from apps.rides.services.leadership import follow_standing, make_captain, make_leader, step_down
from apps.rides.services.planning import (
    cancel_ride,
    complete_ride,
    create_ride,
    edit_ride,
    postpone_ride,
    publish_ride,
    reschedule_ride,
    resize_ride,
    start_ride,
)
from apps.rides.services.roll import call_roll, dispute_attendance, mark_attendance, settle_dispute

__all__ = [
    "accept_place",
    "ask_me_first",
    "bring_guest",
    "call_roll",
    "cancel_ride",
    "change_group",
    "complete_ride",
    "create_ride",
    "dispute_attendance",
    "edit_ride",
    "follow_standing",
    "join_ride",
    "make_captain",
    "make_leader",
    "mark_attendance",
    "pass_place",
    "postpone_ride",
    "publish_ride",
    "remove_place",
    "reschedule_ride",
    "resize_ride",
    "settle_dispute",
    "start_ride",
    "step_down",
    "still_coming",
    "take_it_for_me",
    "withdraw_place",
]
