"""The base of every admin page, and the pages of the kernel's own tables."""

from hearth.kernel.admin import deliveries, events, jobs, records, scheduling
from hearth.kernel.admin.base import Autocomplete, PolicyAdmin

__all__ = ["Autocomplete", "PolicyAdmin", "deliveries", "events", "jobs", "records", "scheduling"]
