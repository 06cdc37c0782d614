"""The mails about an organisation, and its constraints in words."""

from apps.notifications.kinds import Kind
from apps.notifications.kinds import register as register_kinds
from hearth.kernel.constraints import explain_constraint

explain_constraint(
    "organizations_organization_slug_key", "An organisation of this name was just registered.", field="name"
)
explain_constraint(
    "organization_address_taken", "Another organisation has, or once had, this address.", field="slug"
)
explain_constraint("verification_one_live", "Somebody else verified it at the same time.")

_TOLD = {"organization_name": "Harbour Paws", "path": "/rescues/harbour-paws"}
register_kinds(
    Kind(
        name="organization.approved",
        label="Your organisation was let onto Hearth",
        group="Organisations",
        template="organizations/mail/approved",
        sample={**_TOLD, "reason": "", "reason_code": "", "note": ""},
    ),
    Kind(
        name="organization.rejected",
        label="Your organisation could not be accepted yet",
        group="Organisations",
        template="organizations/mail/rejected",
        sample={
            **_TOLD,
            "reason": "Important details are missing",
            "reason_code": "incomplete",
            "note": "Please add an address.",
        },
    ),
    Kind(
        name="organization.suspended",
        label="Your organisation was taken off Hearth",
        group="Organisations",
        template="organizations/mail/suspended",
        mandatory=True,
        sample={
            **_TOLD,
            "reason": "It broke the rules of the platform",
            "reason_code": "rules",
            "note": "We wrote to you twice.",
        },
    ),
    Kind(
        name="organization.change_approved",
        label="A change of your organisation's page was published",
        group="Organisations",
        template="organizations/mail/change_approved",
        sample={**_TOLD, "fields": ["name", "logo"], "reason": "", "reason_code": "", "note": ""},
    ),
    Kind(
        name="organization.change_rejected",
        label="A change of your organisation's page could not be published",
        group="Organisations",
        template="organizations/mail/change_rejected",
        sample={
            **_TOLD,
            "fields": ["description"],
            "reason": "The text praises a product or a shop",
            "reason_code": "advertising",
            "note": "Please leave the shop out.",
        },
    ),
)
