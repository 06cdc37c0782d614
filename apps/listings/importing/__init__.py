"""Brings many animals in: rows of a table, another program's records, photos by their addresses."""
