"""The WSGI application that gunicorn and the Lambda entry serve."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearth.config.settings.aws")

# What is loaded now stays for good. Looking through it for what nobody needs finds nothing, but takes a
# tenth of the start, and writes on memory that workers share.
gc.disable()
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - reads all addresses now, not in the first request
gc.freeze()
gc.enable()
