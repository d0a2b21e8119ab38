"""Sequential elimination: replicates are spent on the options among which they decide.

All options are simulated in the same worlds, some more at a time. An option is given up once its mean, paired world by
world with that of the best so far, is worse by more than chance explains; chance is shared out over all comparisons
that may be made (Bonferroni), so that the best option is given up with at most the stated probability. Options whose
means can only differ by less than what matters are not told apart any further.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Simulate = Callable[[int, int, int], Values]
"""Returns payoffs of an option in `count` worlds from `first` on: (option, first, count) -> [worlds]."""


@dataclass(frozen=True)
class Spent:
    """What was found, and what it took.

    Attributes
    ----------
    payoffs : of each option in the worlds in which it was simulated, in order; more is better.
    left : options that were not given up.
    rounds : how often more worlds were simulated.
    """

    payoffs: list[Values]
    left: list[int]
    rounds: int

    @property
    def simulated(self) -> int:
        """Return how many worlds were simulated, over all options."""
        return sum(map(len, self.payoffs))

    @property
    def worlds(self) -> int:
        """Return in how many worlds the options that are left were simulated."""
        return max(map(len, self.payoffs))

    @property
    def saving(self) -> float:
        """Return by what factor fewer worlds were simulated than with as many for every option."""
        return len(self.payoffs) * self.worlds / self.simulated

    @property
    def best(self) -> int:
        """Return the option with the highest mean among those that are left."""
        return max(self.left, key=lambda option: float(self.payoffs[option].mean()))


def spend(
    simulate: Simulate,
    options: int,
    first: int,
    most: int,
    matters: float,
    error: float = 0.05,
    reference: int | None = None,
) -> Spent:
    """Return payoffs of options, with worlds spent where they decide.

    Parameters
    ----------
    simulate : returns payoffs of an option in some worlds.
    options : how many there are.
    first : worlds in which all are simulated, at least two; every round adds half as many again.
    most : worlds in which an option is simulated at most.
    matters : a difference in payoff that would change no decision.
    error : probability that the best option is given up, at most.
    reference : an option that is simulated to the end, since others are compared with it; it may be given up.
    """
    payoffs = [np.zeros(0)] * options
    left, rounds, worlds = list(range(options)), 0, 0
    planned = rounds_planned(first, most)
    while worlds < most and not is_settled(payoffs, left, matters, error, options * planned):
        more = min(first if worlds == 0 else max(1, worlds // 2), most - worlds)
        for option in sorted({*left, *([] if reference is None else [reference])}):
            payoffs[option] = np.concatenate([payoffs[option], simulate(option, worlds, more)])
        worlds, rounds = worlds + more, rounds + 1
        left = not_given_up(payoffs, left, error, options * planned)
    return Spent(payoffs, left, rounds)


def rounds_planned(first: int, most: int) -> int:
    """Return how many rounds there may be, each with half as many worlds again as the one before."""
    rounds, worlds = 1, first
    while worlds < most:
        worlds, rounds = worlds + max(1, worlds // 2), rounds + 1
    return rounds


def not_given_up(payoffs: list[Values], left: list[int], error: float, comparisons: int) -> list[int]:
    """Return the options that may still be the best."""
    best = max(left, key=lambda option: float(payoffs[option].mean()))
    return [
        option
        for option in left
        if option == best or gap_with_reach(payoffs[best], payoffs[option], error, comparisons)[0] <= 0.0
    ]


def is_settled(payoffs: list[Values], left: list[int], matters: float, error: float, comparisons: int) -> bool:
    """Return whether one option is left, or all that are can differ from the best by no more than what matters."""
    if len(left) == 1:
        return True
    if len(payoffs[left[0]]) < 2:
        return False
    best = max(left, key=lambda option: float(payoffs[option].mean()))
    gaps = [gap_with_reach(payoffs[best], payoffs[other], error, comparisons) for other in left if other != best]
    return all(max(abs(low), abs(high)) <= matters for low, high in gaps)


def gap_with_reach(better: Values, worse: Values, error: float, comparisons: int) -> tuple[float, float]:
    """Return between which bounds the mean of one option is ahead of another's, in the worlds that both were in."""
    from scipy.special import stdtrit

    both = min(len(better), len(worse))
    gaps = better[:both] - worse[:both]
    middle, spread = float(gaps.mean()), float(gaps.std(ddof=1))
    reach = float(stdtrit(both - 1, 1.0 - error / (2.0 * comparisons))) * spread / both**0.5
    return middle - reach, middle + reach
