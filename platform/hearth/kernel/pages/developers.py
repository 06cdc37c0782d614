"""Pages for people who build on the API: the same tables as `/meta`, drawn and explained."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from hearth.kernel import tables
from hearth.kernel.diagrams import draw
from hearth.kernel.events.publishing import published_names
from hearth.kernel.pages.views import Page
from hearth.kernel.workflow import workflows


class DevelopersPage(Page):
    access = "public"
    shared = True

    def get(self, request: HttpRequest) -> HttpResponse:
        found = tables.described_workflows()
        context = {
            "site_url": settings.SITE_URL,
            "workflows": len(found),
            "verbs": sum(len(table["verbs"]) for table in found),
            "policies": len(tables.described_policies()),
        }
        return render(request, "developers/index.html", context)


class WorkflowsPage(Page):
    access = "public"
    shared = True

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "workflows": distinct(self.with_diagram(table) for table in tables.described_workflows()),
            "published": published_names(),
        }
        return render(request, "developers/workflows.html", context)

    def with_diagram(self, described: dict[str, Any]) -> dict[str, Any]:
        table = workflows()[described["name"]]
        labels = {each["state"]: each["label"] for each in described["states"]}
        verbs = [
            {
                **verb,
                "from_labels": [labels[state] for state in verb["from"]],
                "from_anywhere": len(verb["from"]) == len(table.states) > 1,
                "to_label": labels.get(verb["to"], ""),
                "pieces": tables.pieces(rule)
                if (rule := tables.rule_of(table, table.of[verb["verb"]]))
                else [],
            }
            for verb in described["verbs"]
        ]
        return {
            **described,
            "title": tables.spoken(described["model"]),
            "verbs": verbs,
            "diagram": draw(table, initial=described["initial"], labels=labels),
        }


def distinct(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tell the tables of a model that has several apart, by the column that each is of."""
    described = list(found)
    often = Counter(table["title"] for table in described)
    for table in described:
        if often[table["title"]] > 1:
            table["title"] += f", {tables.spoken(table['field']).lower()}"
    return described


class PermissionsPage(Page):
    access = "public"
    shared = True

    def get(self, request: HttpRequest) -> HttpResponse:
        found = tables.described_capabilities()
        ladders = [
            {"title": tables.spoken(each["kind"]), "anchor": each["kind"], **each} for each in found["kinds"]
        ]
        context = {
            "platform": self.grid(found, found["system_roles"]),
            "kinds": [{**each, "grid": self.grid(found, each["roles"])} for each in ladders],
            "policies": tables.described_policies(),
            "limits": [{**each, "period": period(each["per_seconds"])} for each in found["limits"]],
        }
        return render(request, "developers/permissions.html", context)

    def grid(self, found: dict[str, Any], roles: list[dict[str, Any]]) -> dict[str, Any]:
        """Roles across, capabilities down; only capabilities that one of the roles has."""
        names = [tables.spoken(role["role"]) if "rank" in role else role["role"] for role in roles]
        rows = []
        for each in found["capabilities"]:
            held = [each["capability"] in role["capabilities"] for role in roles]
            if any(held):
                rows.append({**each, "cells": list(zip(names, held, strict=True))})
        return {"roles": names, "rows": rows}


def period(seconds: int) -> str:
    named = {60: "a minute", 3600: "an hour", 86400: "a day"}
    return named.get(seconds, f"{seconds} seconds")


urlpatterns = [
    path("developers", DevelopersPage.as_view(), name="developers"),
    path("developers/workflows", WorkflowsPage.as_view(), name="developers-workflows"),
    path("developers/permissions", PermissionsPage.as_view(), name="developers-permissions"),
]
