"""`make bench`: how fast Hearth answers beside a bare floor and a tutorial's API. See docs/performance.md.

Everything happens on 127.0.0.1 and in a throw-away database of the tests' cluster; it ends by itself.
"""
