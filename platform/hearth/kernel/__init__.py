"""Mechanisms without a domain: authorization, workflow, events, and the bases of API, pages and admin.

The kernel imports no app; apps fill its registries when Django starts (see `apps.py`).
"""
