"""Routes drawn as SVG on the server: the trace and the profile, by classes and tokens alone.

Every word of a person is escaped; there is no script and no style in them.
"""

from apps.rides.drawing.profile import profile_rows, profile_svg
from apps.rides.drawing.trace import trace_svg

__all__ = ["profile_rows", "profile_svg", "trace_svg"]
