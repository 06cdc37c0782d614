"""Routes and figures drawn as SVG on the server: trace, profile and charts, by classes and tokens alone.

Every word of a person is escaped; there is no script and no style in them.
"""

from apps.rides.drawing.bars import Bar, bars_svg, line_svg
from apps.rides.drawing.profile import profile_rows, profile_svg
from apps.rides.drawing.trace import trace_svg

__all__ = ["Bar", "bars_svg", "line_svg", "profile_rows", "profile_svg", "trace_svg"]
