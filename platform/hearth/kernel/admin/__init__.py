"""The base of every admin page, and the pages of the kernel's own tables."""

from hearth.kernel.admin import deliveries, events, jobs, records, scheduling
from hearth.kernel.admin.base import Autocomplete, PolicyAdmin, ShorterPaginator
from hearth.kernel.admin.dialogs import SeenForm, SureForm, dialog
from hearth.kernel.admin.filters import among, named, occurring

__all__ = [
    "Autocomplete",
    "PolicyAdmin",
    "SeenForm",
    "ShorterPaginator",
    "SureForm",
    "among",
    "deliveries",
    "dialog",
    "events",
    "jobs",
    "named",
    "occurring",
    "records",
    "scheduling",
]
