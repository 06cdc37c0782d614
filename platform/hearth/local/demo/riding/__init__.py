"""Two invented cycling clubs with a season of rides; loaded where riding is switched on."""
