"""Turnaround: how failing NHS organisations decline and recover, and how partnerships affect that.

Not a forecast for any named trust.
"""

import lazy_loader

# Mesa, pandas and matplotlib take seconds to import; names are fetched when they are first used, so that
# `turnaround --help` and `turnaround validate` stay fast. The stub
# beside this file says what the names are and where they come from.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
