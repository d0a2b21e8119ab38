"""Statistics of special measures, as in the record of 2013 to 2020: one value for each replicate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.evidence.simulated import SimulatedWorlds, Values, mean_over, needed_variables
from sim.evidence.statistics.nearest_trusts import turned_on, window_means
from sim.model.enums import Rating

SPELLS = ("special_measures", "months_in_special_measures", "absorbed_by")
SETTLING_MONTHS = 24  # before the stock is looked at
TWO_YEARS = 24
SEVEN_YEARS = 84
LONG = 24  # months from which a spell is long
CHRONIC = 48


@dataclass(frozen=True)
class Spells:
    """All spells of special measures, of all replicates.

    Attributes
    ----------
    replicate, trust : whose they are.
    entry : month of entry; 0 where the spell had begun before the run.
    left : month in which they were lifted, or the month after the last where they were not.
    lifted : whether they were; those of an organisation that was absorbed ended with it, and were not.
    months : time in special measures, what was before the run included; of those not lifted, up to the last month.
    absorbed : whether they ended with absorption.
    """

    replicate: NDArray[np.int64]
    trust: NDArray[np.int64]
    entry: NDArray[np.int64]
    left: NDArray[np.int64]
    lifted: NDArray[np.bool_]
    months: NDArray[np.int64]
    absorbed: NDArray[np.bool_]


def spells_of(worlds: SimulatedWorlds) -> Spells:
    """Return every spell."""
    inside = worlds.months["special_measures"] > 0.5
    outside = np.zeros_like(inside[:, :1])
    change = np.diff(np.concatenate([outside, inside, outside], axis=1).astype(np.int8), axis=1)
    by_trust = change.transpose(0, 2, 1)  # so that the n-th end belongs to the n-th beginning
    replicate, trust, entry = np.nonzero(by_trust == 1)
    left = np.nonzero(by_trust == -1)[2]
    before = worlds.months["months_in_special_measures"][replicate, 0, trust].astype(np.int64)
    # That special measures are not lifted in the month after the last has not been seen.
    seen = np.minimum(left, inside.shape[1] - 1)
    months = seen - entry + np.where(entry == 0, before, 0)
    ended = left < inside.shape[1]
    absorbed = worlds.months["absorbed_by"][replicate, seen, trust] >= 0
    return Spells(replicate, trust, entry, left, ended & ~absorbed, months, ended & absorbed)


@needed_variables(*SPELLS)
def entries_a_trust_year(worlds: SimulatedWorlds) -> Values:
    """Return entries to special measures per trust-year over the whole run; what was there at the start is none."""
    spells = spells_of(worlds)
    entries = np.bincount(spells.replicate[spells.entry > 0], minlength=worlds.replicates)
    _, months, trusts = worlds.months["special_measures"].shape
    rate: Values = entries / (trusts * (months - 1) / 12.0)
    return rate


@needed_variables("special_measures")
def ever_within_seven_years(worlds: SimulatedWorlds) -> Values:
    """Return the share of trusts that were in special measures at any time of the first seven years.

    Missing if the run ends before.
    """
    inside = worlds.months["special_measures"][:, : SEVEN_YEARS + 1] > 0.5
    ever: Values = inside.any(axis=1).mean(axis=1)
    return ever if inside.shape[1] > SEVEN_YEARS else np.full_like(ever, np.nan)


@needed_variables("special_measures")
def stock(worlds: SimulatedWorlds) -> Values:
    """Return the share of trusts in special measures, mean over all months after the first two years."""
    return mean_over(worlds.months["special_measures"][:, SETTLING_MONTHS + 1 :], (1, 2))


@needed_variables(*SPELLS)
def mean_of_leavers(worlds: SimulatedWorlds) -> Values:
    """Return mean months in special measures over those that left: biased short, as the published means are."""
    spells = spells_of(worlds)
    who, months = spells.replicate[spells.lifted], spells.months[spells.lifted]
    leavers = np.bincount(who, minlength=worlds.replicates)
    total = np.bincount(who, weights=months, minlength=worlds.replicates)
    return _share(total, leavers)


@needed_variables(*SPELLS)
def longest_completed(worlds: SimulatedWorlds) -> Values:
    """Return the longest spell that was completed within the run, in months."""
    spells = spells_of(worlds)
    longest = np.full(worlds.replicates, np.nan)
    for replicate, months in zip(spells.replicate[spells.lifted], spells.months[spells.lifted], strict=True):
        longest[replicate] = np.fmax(longest[replicate], months)
    return longest


@needed_variables(*SPELLS)
def out_within_a_year(worlds: SimulatedWorlds) -> Values:
    """Return the share of entrants that were out within 12 months, of those that can be observed for so long."""
    spells = spells_of(worlds)
    observed = (spells.entry > 0) & (spells.entry + 12 <= worlds.scenario.months)
    entrants = np.bincount(spells.replicate[observed], minlength=worlds.replicates)
    quick = observed & spells.lifted & (spells.months <= 12)
    return _share(np.bincount(spells.replicate[quick], minlength=worlds.replicates).astype(float), entrants)


@needed_variables(*SPELLS)
def out_within_two_years(worlds: SimulatedWorlds) -> Values:
    """Return the share of entrants out within 24 months, absorption being a competing end; the end of the run censors.

    Whoever was absorbed can no longer leave and stays among those that have not left, up to the end of the run, which
    is known for all: Kaplan and Meier's estimate is then Aalen and Johansen's of exit (Fine and Gray 1999).
    Missing where nobody was observed for 24 months, unless all were out before.
    """
    from scipy.stats import CensoredData, ecdf

    spells = spells_of(worlds)
    months = np.where(spells.absorbed, worlds.scenario.months - spells.entry, spells.months)
    shares = np.full(worlds.replicates, np.nan)
    for replicate in range(worlds.replicates):
        own = (spells.replicate == replicate) & (spells.entry > 0)
        if own.any():
            lengths = CensoredData(uncensored=months[own & spells.lifted], right=months[own & ~spells.lifted])
            inside = ecdf(lengths).sf.evaluate(TWO_YEARS)
            if inside == 0.0 or months[own].max() >= TWO_YEARS:
                shares[replicate] = 1.0 - inside
    return shares


@needed_variables(*SPELLS, "rating_overall")
def out_and_good_after_a_year(worlds: SimulatedWorlds) -> Values:
    """Return the share of entrants that are out of special measures and rated good or better 12 months after entry."""
    return _share_after_a_year(worlds, inside=False, ratings=(Rating.GOOD, Rating.OUTSTANDING))


@needed_variables(*SPELLS, "rating_overall")
def out_and_requiring_improvement_after_a_year(worlds: SimulatedWorlds) -> Values:
    """Return the share of entrants that are out and rated requires improvement 12 months after entry."""
    return _share_after_a_year(worlds, inside=False, ratings=(Rating.REQUIRES_IMPROVEMENT,))


@needed_variables(*SPELLS, "rating_overall")
def still_inside_after_a_year(worlds: SimulatedWorlds) -> Values:
    """Return the share of entrants that are in special measures 12 months after entry."""
    return _share_after_a_year(worlds, inside=True, ratings=tuple(Rating))


def _share_after_a_year(worlds: SimulatedWorlds, inside: bool, ratings: tuple[Rating, ...]) -> Values:
    """Return the share of entrants in a state 12 months after entry, of those that stand for themselves then."""
    spells = spells_of(worlds)
    later = np.minimum(spells.entry + 12, worlds.scenario.months)
    at = spells.replicate, later, spells.trust
    observed = (spells.entry > 0) & (spells.entry + 12 <= worlds.scenario.months)
    observed &= worlds.months["absorbed_by"][at] < 0
    there = (worlds.months["special_measures"][at] > 0.5) == inside
    there &= np.isin(worlds.months["rating_overall"][at], ratings)
    return _share_of_spells(spells, observed & there, observed, worlds.replicates)


@needed_variables(*SPELLS, "mixing")
def chronic_or_dissolved(worlds: SimulatedWorlds) -> Values:
    """Return the share of entrants whose first spell lasts longer than 48 months, or in which they join another trust.

    Of trusts whose first spell began in the run and could be observed for longer than that.
    """
    spells = spells_of(worlds)
    observed = (spells.entry > 0) & (spells.entry + CHRONIC < worlds.scenario.months)
    observed[1:] &= (spells.replicate[1:] != spells.replicate[:-1]) | (spells.trust[1:] != spells.trust[:-1])
    joined = turned_on(worlds.months["mixing"] >= 1.0)
    dissolved = np.zeros_like(observed)
    for number in np.flatnonzero(observed):
        months = slice(spells.entry[number], spells.left[number] + 1)
        dissolved[number] = joined[spells.replicate[number], months, spells.trust[number]].any()
    return _share_of_spells(spells, observed & ((spells.months > CHRONIC) | dissolved), observed, worlds.replicates)


@needed_variables(*SPELLS, "rating_overall")
def exit_after_the_rating(worlds: SimulatedWorlds) -> Values:
    """Return the median months from the first rating above inadequate to the end, over spells longer than two years."""
    spells = spells_of(worlds)
    lags: list[list[int]] = [[] for _ in range(worlds.replicates)]
    for number in np.flatnonzero(spells.lifted & (spells.months > LONG)):
        replicate, entry, left = spells.replicate[number], spells.entry[number], spells.left[number]
        above = worlds.months["rating_overall"][replicate, entry : left + 1, spells.trust[number]] > Rating.INADEQUATE
        if above.any():
            lags[replicate].append(int(left - entry - above.argmax()))
    return np.array([np.median(own) if own else np.nan for own in lags])


@needed_variables("special_measures", "chief_executive_left")
def leaders_changed_in_special_measures(worlds: SimulatedWorlds) -> Values:
    """Return the share of months in special measures in which the chief executive had left within 24 months."""
    changed = window_means(worlds.months["chief_executive_left"] > 0.5, 1 - TWO_YEARS, 0)[:, TWO_YEARS:] > 0.0
    inside = worlds.months["special_measures"][:, TWO_YEARS:] > 0.5
    return _share((inside & changed).sum(axis=(1, 2)), inside.sum(axis=(1, 2)))


@needed_variables(*SPELLS, "workforce")
def staffing_gained_and_lost(worlds: SimulatedWorlds) -> Values:
    """Return by how much staffing grew in special measures and fell in the 15 months after, in trusts that came back.

    Two columns, each relative to staffing at the start of the phase. What was gained in a spell that had begun before
    the run was not seen from its start, so that such spells are left out.
    """
    spells = spells_of(worlds)
    staff = worlds.months["workforce"]
    found: list[list[tuple[float, float]]] = [[] for _ in range(worlds.replicates)]
    same_trust = (spells.replicate[:-1] == spells.replicate[1:]) & (spells.trust[:-1] == spells.trust[1:])
    for first in np.flatnonzero(same_trust & (spells.entry[:-1] > 0)):
        entry, left, again = spells.entry[first], spells.left[first], spells.entry[first + 1]
        row = staff[spells.replicate[first], :, spells.trust[first]]
        if again - left <= 36 and left + 15 < len(row) and row[entry] > 0.0 and row[left] > 0.0:
            found[spells.replicate[first]].append((row[left] / row[entry] - 1.0, 1.0 - row[left + 15] / row[left]))
    return np.array([np.mean(pairs, axis=0) if pairs else (np.nan, np.nan) for pairs in found])


def _share_of_spells(spells: Spells, some: NDArray[np.bool_], observed: NDArray[np.bool_], replicates: int) -> Values:
    """Return some of the spells as a share of those observed."""
    part, whole = (np.bincount(spells.replicate[chosen], minlength=replicates) for chosen in (some, observed))
    return _share(part, whole)


def _share(part: NDArray[np.float64 | np.int64], whole: NDArray[np.int64]) -> Values:
    """Return a part of a whole; missing where there is nothing."""
    share: Values = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return share
