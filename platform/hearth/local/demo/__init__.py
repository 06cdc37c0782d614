"""The demo: invented people, rescues and animals, so that the embedded default looks lived in."""
