from django.apps import AppConfig


class ShedsConfig(AppConfig):
    name = "tests.example.sheds"
    label = "sheds"
    verbose_name = "Tools"
