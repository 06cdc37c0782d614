from django import template

from apps.accounts.tabs import contributed_tabs

register = template.Library()
register.simple_tag(contributed_tabs)
