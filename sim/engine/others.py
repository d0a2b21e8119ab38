"""What stands in the partner's place where no single trust is the partner."""

from __future__ import annotations

from sim.state import TrustState, set_initial


class Others(TrustState):
    """The other members of a joint form as one, a body outside, or the mean of a group; nothing of it is kept."""

    def __init__(self) -> None:
        set_initial(self, TrustState)
        self.index = -1
