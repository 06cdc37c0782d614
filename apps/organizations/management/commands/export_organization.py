from apps.organizations.management.exporting import ExportCommand


class Command(ExportCommand):
    help = "Write everything that an organisation owns into one archive."
    export = "organization"
    suffix = ".zip"
