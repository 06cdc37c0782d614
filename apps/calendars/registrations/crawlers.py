"""Secret addresses are none of a search engine's business."""

from hearth.kernel.pages.wellknown import keep_from_crawlers

keep_from_crawlers("/calendars/")
