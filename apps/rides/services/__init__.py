"""The verbs of rides and of places in them."""

from apps.rides.services.contacts import forget_contact, keep_contact, share_contact, withhold_contact
from apps.rides.services.falling import follow_standing, follow_suspension
from apps.rides.services.files import attach_file, remove_file
from apps.rides.services.groups import add_group, edit_group, remove_group
from apps.rides.services.inviting import invite_to_ride, take_invitation_back
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
from apps.rides.services.leadership import make_captain, make_leader, step_down
from apps.rides.services.making import make_all_ahead
from apps.rides.services.participation_edits import (
    edit_participation,
    end_participation,
    verb_that_ends,
)
from apps.rides.services.people import check_may_plan, refusal_to_plan
from apps.rides.services.planning import (
    cancel_ride,
    close_lines_of_the_past,
    complete_ride,
    create_ride,
    edit_ride,
    postpone_ride,
    publish_ride,
    reschedule_ride,
    resize_ride,
    start_ride,
)
from apps.rides.services.roll import (
    call_roll,
    dispute_attendance,
    mark_attendance,
    refuse_unless_called,
    settle_dispute,
)
from apps.rides.services.series import check_may_repeat, create_series, edit_series, end_series
from apps.rides.services.templates import create_template, delete_template, edit_template

__all__ = [
    "accept_place",
    "add_group",
    "ask_me_first",
    "attach_file",
    "bring_guest",
    "call_roll",
    "cancel_ride",
    "change_group",
    "check_may_plan",
    "check_may_repeat",
    "close_lines_of_the_past",
    "complete_ride",
    "create_ride",
    "create_series",
    "create_template",
    "delete_template",
    "dispute_attendance",
    "edit_group",
    "edit_participation",
    "edit_ride",
    "edit_series",
    "edit_template",
    "end_participation",
    "end_series",
    "follow_standing",
    "follow_suspension",
    "forget_contact",
    "invite_to_ride",
    "join_ride",
    "keep_contact",
    "make_all_ahead",
    "make_captain",
    "make_leader",
    "mark_attendance",
    "pass_place",
    "postpone_ride",
    "publish_ride",
    "refusal_to_plan",
    "refuse_unless_called",
    "remove_file",
    "remove_group",
    "remove_place",
    "reschedule_ride",
    "resize_ride",
    "settle_dispute",
    "share_contact",
    "start_ride",
    "step_down",
    "still_coming",
    "take_invitation_back",
    "take_it_for_me",
    "verb_that_ends",
    "withdraw_place",
    "withhold_contact",
]
