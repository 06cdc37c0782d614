"""From an untrusted GPX file to a route: read safely, measured, drawn by few points, written anew.

Nothing here knows of the database, of storage or of people.
"""

from apps.rides.gpx.measures import Measures, measure
from apps.rides.gpx.reading import MOST_POINTS, Point, Run, Track, read_gpx
from apps.rides.gpx.writing import write_gpx

__all__ = ["MOST_POINTS", "Measures", "Point", "Run", "Track", "measure", "read_gpx", "write_gpx"]
