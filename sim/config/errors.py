"""Faults in a file, described so that its author can correct them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.config.text import printable

Location = tuple[str | int, ...]
"""Keys and list positions that lead to a value, from the top of the file."""

MOST_NAMES_SHOWN = 5
MOST_PROBLEMS = 100
"""At most so many are looked for and shown: finding similar names for thousands takes minutes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, before its place in a file is known.

    Attributes
    ----------
    location : keys and positions that lead to it.
    what : what is wrong, or what was found.
    allowed : what is allowed, in words; may be empty.
    nearest : the valid name most like the one found.
    at_key : whether the key rather than its value is at fault.
    other : keys and positions that lead to what it contradicts, if it contradicts something.
    """

    location: Location
    what: str
    allowed: str = ""
    nearest: str | None = None
    at_key: bool = False
    other: Location | None = None

    def under(self, location: Location) -> Fault:
        """Return the same fault as seen from further up."""
        other = None if self.other is None else (*location, *self.other)
        return replace(self, location=(*location, *self.location), other=other)

    def without_lines(self) -> Fault:
        """Return the same fault for where there are no lines, with what it contradicts named by its key."""
        if self.other is None:
            return self
        return replace(self, what=f"{self.what}; the other is {key_path(self.other)}", other=None)


class FaultsError(ValueError):
    """Several faults, raised together by a check of one part of a scenario."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{key_path(fault.location)}: {fault.what}" for fault in faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file; line and column count from 1 and are None where there are no lines (`--set`)."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Return the place as editors and terminals understand it."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault, with its place in a file.

    Attributes
    ----------
    file, line, column : where; line and column are None where the whole file or a `--set` is meant.
    path : the key as a user writes it, such as `partnerships[0].partner`; empty where no key is meant.
    what : what is wrong, or what was found.
    allowed : what is allowed; may be empty.
    nearest : the valid name most like the one found.
    """

    file: str
    line: int | None
    column: int | None
    path: str
    what: str
    allowed: str = ""
    nearest: str | None = None

    def __str__(self) -> str:
        """Return the problem as one line."""
        key = f"{self.path}: " if self.path else ""
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        hint = f". Did you mean '{self.nearest}'?" if self.nearest else ""
        return printable(f"{Place(self.file, self.line, self.column)}  {key}{self.what}{allowed}{hint}")


class ScenarioError(Exception):
    """A scenario, experiment or calibration that cannot be used; carries every problem found.

    Parameters
    ----------
    problems : at least one; those of one file are put in the order of its lines.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        ordered = sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.line or 0, p.column or 0))
        super().__init__(ordered)
        self.problems = ordered

    def __str__(self) -> str:
        """Return one line for each problem."""
        lines = [str(problem) for problem in self.problems[:MOST_PROBLEMS]]
        return "\n".join(lines + ["and further problems not shown"] * (len(self.problems) > MOST_PROBLEMS))


def problem_at(place: Place, path: str, what: str, allowed: str = "", nearest: str | None = None) -> Problem:
    """Return a problem at a place."""
    return Problem(place.file, place.line, place.column, path, what, allowed, nearest)


def key_path(location: Location) -> str:
    """Return a location as a user writes it: `trusts[0].state.quality`."""
    text = ""
    for step in location:
        text += f"[{step}]" if isinstance(step, int) else f".{shorten_text(step)}"
    return text.removeprefix(".")


def shorten(value: Any, width: int = 60) -> str:
    """Return a value as it would be written in the file, shortened, or a description of it."""
    if value is None or isinstance(value, bool):
        return {None: "an empty value", True: "true", False: "false"}[value]
    if isinstance(value, Mapping | list):
        kind, part = ("mapping", "key") if isinstance(value, Mapping) else ("list", "item")
        return f"a {kind} of {len(value)} {part}{'s' * (len(value) > 1)}" if value else f"an empty {kind}"
    if isinstance(value, str):
        return repr(shorten_text(value, width))
    if isinstance(value, int) and abs(value) >= 10**width:  # Python refuses to print numbers of thousands of digits
        return f"a number of more than {width} digits"
    return shorten_text(str(value), width)


def shorten_text(text: str, width: int = 60) -> str:
    """Return text cut to a width."""
    return text if len(text) <= width else text[: width - 1] + "…"


def nearest_name(found: Any, names: Iterable[str]) -> str | None:
    """Return the name most like what was found, or None if none is like it."""
    if not isinstance(found, str):
        return None
    plain = {name.lower(): name for name in names}
    wanted = found[:100].strip().lower().replace(" ", "_").replace("-", "_")
    matches = difflib.get_close_matches(wanted, plain, 1)
    return plain[matches[0]] if matches else None


def names_text(names: Sequence[str], found: Any = "") -> str:
    """Return names for a message: all of a few, of more those most like what was found, the nearest first."""
    if not names:
        return "none are defined"
    if len(names) <= MOST_NAMES_SHOWN:
        return ", ".join(names)
    close = difflib.get_close_matches(str(found)[:100].lower(), names, MOST_NAMES_SHOWN, cutoff=0.0) if found else []
    shown = close or list(names[:MOST_NAMES_SHOWN])
    return f"{', '.join(shown)} and {len(names) - len(shown)} more"


RENAMED = {
    "attraction_lost_to_kind": "attraction_lost_to_provider_type",
    "energy_watershed": "energy_tipping_point",
    "voice": "regulatory_coherence",
    "injection": "capacity_lent",
    "pull": "culture_pull",
    "both_ways": "mutual_culture_pull",
    "dip": "integration_dip",
    "threat": "identity_threat",
    "fit_needed": "fit_dependence",
    "approval": "approval_burden",
    "outside": "external_body",
    "outside_strength": "external_strength",
    "quality_forgone": "quality_lost_to_partnerships",
    "engagement_forgone": "engagement_lost_to_partnerships",
    "rating_class_lost": "rating_lost_to_partnerships",
    "finance_change_12_after": "finance_change_12_after_integration",
    "finance_change_48_after": "finance_change_48_after_integration",
    "coherence_60_after": "coherence_60_after_integration",
    "sustained": "sustained_once_recovered",
    "relapsed": "relapsed_once_recovered",
    "service_change_12": "partnered_service_change_12",
    "months_to_absorption": "months_before_absorption",
    "months_to_coherence": "months_to_coherence_after_integration",
}
"""Keys and outcomes of files written for an earlier version, and what they are called now."""

RENAMED_AFTER = "0.1"
"""The last version with the earlier names."""

BY_NEED = (
    "what a trust does follows need, acknowledgement, plan and hope, and no stage: see `turnaround list parameters`"
)
WHAT_IS_SEEN = "what is seen of a decline sets it: insight_rate, acceptance_rate, coasting and the weights of insight"
A_TREND_OF_FUNDING = "write a trend of funding under environment.trends"
WEIGH_ALIKE = "a partner that is near, known, alike or well rated draws alike: none of these has a weight of its own"
IN_LEVELS = "energy is counted in levels of engagement and leadership: change energy_tipping_point"
HARDLY_FELT = "it is gone, since outcomes hardly depended on it"
MERGED = {
    "aim_once_acknowledged": "aim_under_plan",
    "attention_from_leadership": "attention_base",
    "autonomy_defended": "agreement_lost_to_autonomy joining_lost_to_autonomy",
    "burden_before_operating": "exploring_burden set_up_burden",
    "burden_of_differences": "burden_of_distance",
    "capability_loss": "loss_when_staffed",
    "closed_in_group": "attention_pooled_in_group leadership_of_group",
    "coherence_noise_settled": "coherence_noise_open",
    "collaboration_brought": "collaboration_from_engagement collaboration_from_partnering",
    "context_size": "context_sites",
    "context_type": "context_sector",
    "counting_noise": "access_counting_noise finance_accounting_noise workforce_counting_noise",
    "cut_good": "sound_level",
    "delivery_to_the_point": "delivery_from_intelligence delivery_from_relevance",
    "departure_special_measures": "replacement_in_special_measures strain_special_measures",
    "domain_from_quality": "effective_from_quality safe_from_quality",
    "driven_by_planning": "approval_driven_by_planning seeking_from_planning threat_from_haste",
    "early_end_rate": "early_end_disappointed early_end_overloaded early_end_threatened",
    "eased_by_collaboration": "collaboration_against_spill_over collaboration_relief",
    "effect_of_fit": "fit_in_delivery trust_growth_from_fit",
    "energy_tipping_point": "coherence_divide",
    "enough_to_stay": "honoured_to_stay motivation_to_stay",
    "fatigue_new": "fatigue_new_partner fatigue_new_plan",
    "following_rate": "data_quality_rate motivation_rate reputation_rate risk_pooling_rate strain_rate workforce_rate",
    "full_load": "injection_like_full_support overhead_like_full_load spare_attention",
    "gain_from_adoption": "access_from_adoption finance_from_adoption quality_from_adoption",
    "gain_from_bridging": "engagement_from_bridging finance_from_bridging",
    "gain_from_leadership": "access_from_leadership finance_from_leadership quality_from_leadership",
    "gain_from_transfer": "access_from_transfer quality_from_transfer",
    "habit_rate": "coherence_drift collaboration_rate dependence_rate",
    "hope_from_grounds": "hope_from_leadership hope_from_plan",
    "imposed_when_offered": "threat_when_offered trust_at_start_offered",
    "insight_from_partners": "insight_from_joint_data insight_from_soft_intelligence",
    "joining_when_pressed": "joining_from_climate joining_under_mandate",
    "kept_when_sound": "acknowledged_kept plan_kept",
    "left_in_denial": "aim_in_denial readiness_in_denial",
    "left_under_mandate": "diligence_under_mandate withdrawal_under_mandate",
    "left_without_attention": "capacity_without_spare integration_without_attention pull_without_attention",
    "left_without_coherence": "learning_without_coherence savings_without_coherence",
    "left_without_hope": "effort_without_hope readiness_without_hope",
    "left_without_trust": "delivery_without_trust pull_without_trust",
    "loss_to_overload": "access_overload quality_overload",
    "loss_to_transition": "access_dip finance_dip quality_dip",
    "monthly_noise": "coherence_noise leadership_noise own_noise regional_noise",
    "new_chief_executive_months": "honeymoon_months window_months",
    "newness_months": "months_before_leaving",
    "operations_base": "operations_fire_fighting",
    "pace_gained": (
        "integration_from_sovereignty integration_under_deadline service_pace_from_delegation "
        "service_reach_from_sovereignty"
    ),
    "partner_share": "learning_by_helping partner_share_of_dip partner_share_of_savings",
    "passing_persistence": "national_persistence regional_persistence",
    "permanent_failure_level": "permanent_failure_hope permanent_failure_leadership",
    "plan_speed": "plan_from_capability plan_from_leadership plan_from_mentoring",
    "poor_performance": "alarm_performance coping_access performance_to_stay",
    "poor_stock": "scandal_quality",
    "prior_tie": "prior_tie_of_neighbours prior_tie_spread",
    "quick_wins": "access_quick_wins finance_quick_wins quality_quick_wins",
    "reporting_spared": "assurance_on_joint_board autonomy_relief",
    "reputation_lent": "workforce_from_lift",
    "response_to_reward": "agreement_from_incentive motivation_from_incentive",
    "settling_months": "settled_months threat_fading_months",
    "slow_decline": "finance_decline quality_decline",
    "slow_drift": "finance_drift quality_drift",
    "slow_pressure": "finance_pressure quality_pressure",
    "slow_speed": "finance_speed quality_speed",
    "stage_months": "decline_months retrenchment_months",
    "standing_inadequate": "standing_good standing_outstanding standing_requires_improvement",
    "stigma": "engagement_stigma workforce_stigma",
    "threat_eased_by_contact": "threat_eased_by_peers threat_eased_by_programme",
    "trust_rate": "trust_gain trust_loss trust_lost_to_threat",
    "well_led_from_performance": "well_led_from_capability well_led_from_leadership",
    "withdrawal_rate": "withdrawal_in_trouble withdrawal_unwilling",
    "workforce_from_appeal": "workforce_from_engagement workforce_from_reputation",
}
"""Parameters, and those of an earlier version that each of them has taken the place of."""

MERGED_INTO = {old: new for new, several in MERGED.items() for old in several.split()}
DROPPED = """
adoption_from_peers adoption_lost_to_confusion adoption_lost_to_fatigue agreement_lost_to_strain approval_like_full
attraction_lost_to_provider_type belief_from_reputation caring_from_quality data_barriers effort_from_transfer
energy_overload engagement_from_empowerment engagement_overload escalation_from_planning escalation_in_window
growth_burden intelligence_without_contact joining_from_ties joining_lost_to_overload lift_without_lock_in
mechanics_crowd_out motivation_from_growth motivation_from_patients motivation_lost_to_surprise plan_from_joint_data
plan_from_soft_intelligence plan_from_support plan_shortest_months power_imbalance risk_of_special_measures
seeking_lost_to_insularity service_gain_felt service_lost_to_fatigue strain_under_deadline threat_from_ceding
transfer_from_diversity well_led_from_coherence word_of_mouth_base word_of_mouth_performance workforce_from_bridging
"""
"""Parameters of an earlier version that nothing has taken the place of."""

GONE = {
    **{old: f"{new} is in its place" for old, new in MERGED_INTO.items()},
    **dict.fromkeys(DROPPED.split(), HARDLY_FELT),
    "attraction_of_fit": WEIGH_ALIKE,
    "attraction_of_nearness": WEIGH_ALIKE,
    "attraction_of_ratings": WEIGH_ALIKE,
    "attraction_of_ties": WEIGH_ALIKE,
    "energy_from_engagement": IN_LEVELS,
    "energy_from_leadership": IN_LEVELS,
    "labour_shortage": "write environment.labour_shortage",
    "labour_market_rate": "the national shortage of staff stays as it is: environment.labour_shortage",
    "finance_squeeze": A_TREND_OF_FUNDING,
    "funding_squeeze": A_TREND_OF_FUNDING,
    "relief_from_integrated_care": "it is an attribute of partnership types: demand_relief",
    "in_special_measures": "trusts start from the stationary population",
    "correlation": "trusts start from the stationary population",
    "demand_growth": "write a trend of demand under environment.trends",
    "funding_growth": "write a trend of demand under environment.trends",
    "direction_decline": BY_NEED,
    "direction_trigger": BY_NEED,
    "direction_formulation": BY_NEED,
    "direction_recovery": BY_NEED,
    "direction_permanent_failure": BY_NEED,
    "plan_directs_retrenchment": BY_NEED,
    "plan_directs_growth": BY_NEED,
    "readiness_decline": BY_NEED,
    "readiness_trigger": BY_NEED,
    "readiness_growth": BY_NEED,
    "readiness_stable": BY_NEED,
    "readiness_permanent_failure": BY_NEED,
    "rescue_hazard": BY_NEED,
    "insight_base": WHAT_IS_SEEN,
    "insight_from_scrutiny": WHAT_IS_SEEN,
    "acceptance_base": WHAT_IS_SEEN,
    "acceptance_from_leadership": WHAT_IS_SEEN,
    "scrutiny_against_coasting": WHAT_IS_SEEN,
    "scrutiny_speeds_inspection": "ratings go stale under a regulator that hardly looks: inspections_missed",
    "learning_without_capability": "what is learned is what is absorbed: absorption_base",
    "service_level": "name the service that the type is about: `service: diagnostics` or another",
    "exit_margin": "trusts leave special measures by rating and published performance: exit_performance",
    "exit_sustained_months": "trusts leave special measures by rating and published performance: exit_performance",
    "months_to_exit": "all replicates count: exit_within_24, months_in_special_measures",
    "months_to_recovery": "all replicates count: recovered_within_36, performance_shortfall",
    "good_within_18": "the acquirer was given a year: good_within_12",
}
"""Keys and outcomes of files written for an earlier version that have no counterpart, and what there is instead."""

GONE_AFTER = "0.2"
"""The last version with those keys."""


def unknown(location: Location, what: str, found: Any, names: Sequence[str], at_key: bool = False) -> Fault:
    """Return the fault of an unknown name, with the known names and the nearest of them.

    For a name of an earlier version, the fault gives its current name, or what there is instead.
    """
    text = f"unknown {what} {shorten(found)}"
    now = RENAMED.get(found, found) if isinstance(found, str) else ""
    version = GONE_AFTER if now == found else RENAMED_AFTER
    if now != found and now in names:
        what = f"{text}, a name of version {version} that is now called {now}"
        return Fault(location, what, names_text(names, now), now, at_key)
    if now in GONE and now not in names:
        nearest = MERGED_INTO.get(now) if MERGED_INTO.get(now) in names else None
        what = f"{text}, a name of version {version}; {GONE[now]}"
        return Fault(location, what, names_text(names, nearest or found), nearest, at_key)
    return Fault(location, text, names_text(names, found), nearest_name(found, names), at_key)
