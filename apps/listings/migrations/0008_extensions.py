from django.contrib.postgres.operations import BtreeGinExtension, CreateExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    """What the search stands on: positions, words without their accents, and one index of many small facts."""

    dependencies = [("listings", "0007_words_statistics"), ("accounts", "0003_trigrams")]

    operations = [CreateExtension("cube"), UnaccentExtension(), BtreeGinExtension()]
