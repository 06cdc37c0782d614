from apps.organizations.management.exporting import ExportCommand


class Command(ExportCommand):
    help = "Write every listing of an organisation into one CSV file."
    export = "listings"
    suffix = ".csv"
