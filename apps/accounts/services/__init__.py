"""What changes people. Rows appear by themselves, on the first token; everything else is a verb."""

from apps.accounts.services.erasure import erase_person, forget_rows_about, obstacles
from apps.accounts.services.export import (
    account_of,
    export_for_somebody,
    export_of,
    page_of,
    tables_about,
)
from apps.accounts.services.lifecycle import reinstate_person, suspend_person
from apps.accounts.services.people import edit_person, person_for_claims
from apps.accounts.services.roles import grant_role, grant_site_admin, revoke_role

__all__ = [
    "account_of",
    "edit_person",
    "erase_person",
    "export_for_somebody",
    "export_of",
    "forget_rows_about",
    "grant_role",
    "grant_site_admin",
    "obstacles",
    "page_of",
    "person_for_claims",
    "reinstate_person",
    "revoke_role",
    "suspend_person",
    "tables_about",
]
