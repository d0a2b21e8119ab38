"""Turnaround: how failing health-care organisations decline and are turned around, and what partnerships do to that.

Not a forecast for any named trust.
"""

import lazy_loader

# Mesa, pandas and matplotlib take seconds to import; names are fetched when they are first used, so that
# `turnaround --help` and `turnaround validate` do not pay for what they do not need. The stub
# beside this file says what the names are and where they come from.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
