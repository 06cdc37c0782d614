"""The Petfinder v2 API over our listings: its addresses, parameters, paging, errors and token, read-only.

Written from the public documentation of that API and from what its client libraries ask for; the rules that
differ from our own API are its own (docs/petfinder.md).
"""
