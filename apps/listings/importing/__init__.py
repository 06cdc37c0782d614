"""Brings files of many animals in: rows of a table, another program's records, and photos by their addresses."""
