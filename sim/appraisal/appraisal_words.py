"""An appraisal in words: what is assumed first, then what would tip the choice, then the choice and who pays."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from sim.appraisal.appraisal import AppraisalResult
from sim.appraisal.appraisal_picture import ASSUMED
from sim.appraisal.value_of_information import Tipping
from sim.evidence.headline_answers import meaning_of
from sim.outcomes import OUTCOMES
from sim.scenario.model_inputs import trust_name
from sim.scenario.scenario_schema import POSTERIOR

TOLD = 4  # unknowns that tip the choice, and that are worth knowing
PENCE = 0.005


def in_words(found: AppraisalResult) -> Iterator[str]:
    """Yield the appraisal paragraph by paragraph, for a board."""
    yield ASSUMED
    yield basis(found)
    yield from what_tips(found)
    yield choice(found)
    yield who_pays(found)
    yield from worth_knowing(found)


def basis(found: AppraisalResult) -> str:
    """Return on what the appraisal rests."""
    own = " Every world has a parameter set of its own from the posterior sample." if _has_own_sets(found) else ""
    whom = trust_name(found.listed.target, found.appraisal.base)
    return (
        f"{len(found.options)} options for {whom} were simulated in the same worlds, over "
        f"{found.appraisal.base.months} months: {found.spent.simulated:,} runs, where as many for each would have "
        f"taken {found.spent.saving:.1f} times that.{own}"
    )


def what_tips(found: AppraisalResult) -> Iterator[str]:
    """Yield the switching values between the best option and the next."""
    first, second = (found.options[number].title for number in found.first_two)
    if not _is_uncertain(found):
        yield "Parameters are the defaults and no value is uncertain, so that nothing can be said of what would tip it."
        return
    tipping = [one for one in found.tippings() if one.at is not None][:TOLD]
    if not tipping:
        yield f"No single unknown tips the choice between “{first}” and “{second}” within its plausible range."
        return
    yield f"What would tip the choice between “{first}” and “{second}”:"
    for one in tipping:
        yield f"• {switching_value(one, first, second, unknown_in_words(found, one.unknown))}"


def unknown_in_words(found: AppraisalResult, key: str) -> str:
    """Return what an unknown is: of a value of the scenario its title, or its key."""
    between = found.appraisal.uncertainties.get(key)
    return meaning_of(key) if between is None else between.title or key


def switching_value(tipping: Tipping, first: str, second: str, unknown: str) -> str:
    """Return where a choice tips, in a sentence."""
    side = "below" if tipping.above else "above"
    return (
        f"“{second}” is ahead where {unknown} is {side} {tipping.at:.3g} (plausible: "
        f"{tipping.low:.3g} to {tipping.high:.3g}; it accounts for {100 * tipping.share:.0f} % of how the two differ)."
    )


def choice(found: AppraisalResult) -> str:
    """Return which option has the least regret, and whether the evidence separates it from the next."""
    return f"{best_option(found)} {certainty(found)}"


def best_option(found: AppraisalResult) -> str:
    """Return which option has the least regret, and what it gains."""
    best, following = found.table.iloc[0], found.table.iloc[1]
    outcome, unit = found.appraisal.outcome.replace("_", " "), OUTCOMES[found.appraisal.outcome].unit
    return (
        f"“{best['title']}” has the least regret: {best['regret']:.3g} {unit} of {outcome} are lost by it on average, "
        f"against the best option of each world ({following['regret']:.3g} by “{following['title']}”). It is the best "
        f"in {100 * best['best_in']:.0f} % of worlds. Its gain over business as usual is {best['gain']:+.3g} {unit} "
        f"(95 % interval {best['gain_low']:+.3g} to {best['gain_high']:+.3g}; above 0 is better)."
    )


def certainty(found: AppraisalResult) -> str:
    """Return whether the worlds simulated separate the best option from the others."""
    if found.is_separated:
        return "The worlds simulated separate it from all others."
    alike = len(found.spent.left) - 1
    return (
        f"The evidence does not separate it from {alike} other{'s' if alike > 1 else ''}: what lies between "
        "them is within chance, or within what would change no decision."
    )


def who_pays(found: AppraisalResult) -> str:
    """Return what the best option costs target, partner and centre, in money, time and quality."""
    best, money = found.table.iloc[0], found.appraisal.money
    costs = {"the trust": "cost_to_target", "its partner": "cost_to_partner", "the centre": "cost_to_centre"}
    told = ", ".join(
        f"{who} {pounds(best[name], 'earns' if name == 'cost_to_partner' else 'saves')}"
        for who, name in costs.items()
        if not isnan(best[name])
    )
    said = (
        f"Who pays (discounted at {100 * money.discount_rate:.1f} % a year, costs raised by "
        f"{100 * money.optimism_bias:.0f} % for optimism): {told}."
    )
    if not isnan(best["partner_leaders_months"]):
        said += (
            f" The partner's leaders give {best['partner_leaders_months']:.1f} months of their team's time, which "
            f"releases no cash; its quality changes by {best['partner_quality']:+.3f}."
        )
    if not isnan(best["neighbours_quality"]):
        said += f" Quality of the neighbours changes by {best['neighbours_quality']:+.3f}."
    return f"{said} No money is put on quality or health (effects_by_kind.csv has all kinds)."


def worth_knowing(found: AppraisalResult) -> Iterator[str]:
    """Yield what it would be worth to know more of, in the outcome that decides."""
    unit = OUTCOMES[found.appraisal.outcome].unit
    worth = list(found.worth_knowing().items())[:TOLD]
    if worth:
        told = "; ".join(f"{unknown_in_words(found, name)} ({value:.2g} {unit})" for name, value in worth)
        yield f"Worth knowing more of, by what the choice would gain: {told}."
    elif _is_uncertain(found):
        yield "No single unknown is worth knowing more of: the choice would be the same."


def pounds(value: float, less_than_nothing: str) -> str:
    """Return money in £m; where it is less than nothing, with a verb that says so."""
    if abs(value) < PENCE:
        return "nothing"
    return f"£{value:.2f}m" if value > 0 else f"{less_than_nothing} £{-value:.2f}m"


def _is_uncertain(found: AppraisalResult) -> bool:
    return _has_own_sets(found) or bool(found.appraisal.uncertainties)


def _has_own_sets(found: AppraisalResult) -> bool:
    return found.appraisal.parameters == POSTERIOR
