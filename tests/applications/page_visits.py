"""What stands for the arguments in the addresses of the pages of applications."""

from typing import Any

VISITS: dict[str, Any] = {
    "applications/": lambda s: {"id": s.submitted_application, "verb": "reject", "step": "1"},
    "applications/<uuid:id>/files/": lambda s: {"id": s.with_papers, "key": "lease"},
    "application-forms/": lambda s: {"id": s.next_form, "section": "1", "question": "1", "to": "down"},
    "organizations/<slug:slug>/application": lambda s: {"slug": s.gentle.slug},
    "pets/<uuid:id>/apply": lambda s: {"id": s.wanted},
}
