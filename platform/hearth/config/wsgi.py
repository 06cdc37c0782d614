"""The WSGI application that gunicorn and the Lambda entry serve."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearth.config.settings.aws")
application = get_wsgi_application()
