"""The base of every admin page, and the pages of the kernel's own tables."""

from hearth.kernel.admin import deliveries, jobs, records, scheduling
from hearth.kernel.admin.base import Autocomplete, PolicyAdmin

__all__ = ["Autocomplete", "PolicyAdmin", "deliveries", "jobs", "records", "scheduling"]
