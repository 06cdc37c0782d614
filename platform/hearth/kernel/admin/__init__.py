"""The base of every admin page, and the pages of the kernel's own tables."""

from hearth.kernel.admin import deliveries, events, jobs, records, scheduling
from hearth.kernel.admin.base import Autocomplete, PolicyAdmin
from hearth.kernel.admin.dialogs import SeenForm, SureForm, dialog

__all__ = [
    "Autocomplete",
    "PolicyAdmin",
    "SeenForm",
    "SureForm",
    "deliveries",
    "dialog",
    "events",
    "jobs",
    "records",
    "scheduling",
]
