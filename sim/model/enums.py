"""The words of the field that are stored as small whole numbers.

Every state, event and file uses these names (in lower case); the numbers never change their meaning.
"""

from __future__ import annotations

from enum import IntEnum


class Stage(IntEnum):
    """Stages of organisational failure and turnaround, after Walshe et al. (2004)."""

    STABLE = 0
    DECLINE = 1
    TRIGGER = 2
    FORMULATION = 3
    RETRENCHMENT = 4
    GROWTH = 5
    PERMANENT_FAILURE = 6


STAGE_TITLES: dict[Stage, str] = {
    Stage.STABLE: "Stable",
    Stage.DECLINE: "Decline and crisis",
    Stage.TRIGGER: "Trigger for change",
    Stage.FORMULATION: "Recovery strategy formulation",
    Stage.RETRENCHMENT: "Retrenchment and stabilisation",
    Stage.GROWTH: "Return to growth",
    Stage.PERMANENT_FAILURE: "Permanent failure",
}

STAGE_MEANINGS: dict[Stage, str] = {
    Stage.STABLE: "good published performance for a year, no special measures; not part of decline",
    Stage.DECLINE: "published performance has been poor for some six months; denial, effort is misdirected",
    Stage.TRIGGER: "the decline is recognised inside and outside; leaders may be replaced",
    Stage.FORMULATION: "leaders accept the diagnosis and build a recovery plan",
    Stage.RETRENCHMENT: "short-term action on operations and money, quick wins that aid survival",
    Stage.GROWTH: "stabilised; longer-term action on quality, culture and capability",
    Stage.PERMANENT_FAILURE: "years of failure, weak leadership and no hope left; hard to leave",
}


class Rating(IntEnum):
    """Published ratings in the style of the Care Quality Commission."""

    INADEQUATE = 0
    REQUIRES_IMPROVEMENT = 1
    GOOD = 2
    OUTSTANDING = 3


class ProviderType(IntEnum):
    """What kind of provider organisation a trust is."""

    ACUTE = 0
    SPECIALIST = 1
    MENTAL_HEALTH = 2
    COMMUNITY = 3
    AMBULANCE = 4
    INTEGRATED = 5
    INDEPENDENT = 6


class Service(IntEnum):
    """What of a trust a partnership is about."""

    WHOLE_TRUST = 0
    DIAGNOSTICS = 1
    MEDICAL_PATHWAY = 2
    ELECTIVE_CARE = 3
    SUPPORT_SERVICES = 4
    CARE_ACROSS_SECTORS = 5


class Nature(IntEnum):
    """Who instigated a partnership: the organisations, or a body outside (Miller & Millar 2017)."""

    VOLUNTARY = 0
    MANDATED = 1


class TrendOf(IntEnum):
    """What a dated trend of the national environment moves."""

    DEMAND = 0
    FUNDING = 1
    RATINGS = 2


class DatedEventType(IntEnum):
    """What a dated event of a scenario is."""

    SHOCK = 0
    SCANDAL = 1
    FAILED_BUILDING_PROJECT = 2
    CHIEF_EXECUTIVE_REPLACED = 3
    GRANT = 4


class ShockOf(IntEnum):
    """What a dated shock moves for as long as it lasts."""

    DEMAND = 0
    FUNDING = 1
    WORKFORCE = 2


class Ending(IntEnum):
    """Why a partnership, or a trust's part in one, came to an end."""

    NOT_ENDED = 0
    TERM = 1
    PLANNED = 2
    PARTNER_WITHDREW = 3
    TARGET_ENDED = 4
    DUE_DILIGENCE = 5
    ABSORBED = 6
    GREW = 7
    DISSOLVED = 8
    PARTNER_UNFIT = 9


ENDING_WORDS: dict[Ending, str] = {
    Ending.NOT_ENDED: "has not ended",
    Ending.TERM: "its term is over",
    Ending.PLANNED: "its end was planned",
    Ending.PARTNER_WITHDREW: "the partner withdraws",
    Ending.TARGET_ENDED: "the trust that is helped ends it early",
    Ending.DUE_DILIGENCE: "due diligence advises against it",
    Ending.ABSORBED: "one party has become a subsidiary of a group",
    Ending.GREW: "it has escalated to another type",
    Ending.DISSOLVED: "too few members are left",
    Ending.PARTNER_UNFIT: "the partner has itself fallen into special measures",
}


class Refusal(IntEnum):
    """Why a partnership was not formed."""

    PARTNER_DECLINED = 0
    NOT_FREE = 1
    NO_ROOM = 2
    NO_SUCH_SERVICE = 3


REFUSAL_WORDS: dict[Refusal, str] = {
    Refusal.PARTNER_DECLINED: "the partner declines",
    Refusal.NOT_FREE: "one party is not free",
    Refusal.NO_SUCH_SERVICE: "one party has no such service",
    Refusal.NO_ROOM: "the maximum number of partnerships is reached",
}


class Scale(IntEnum):
    """A few individuals or services, or a formally constituted structure (Miller & Millar 2017)."""

    INDIVIDUAL = 0
    STRUCTURAL = 1


class Phase(IntEnum):
    """Where a partnership stands in its life."""

    EXPLORING = 0
    SETTING_UP = 1
    OPERATING = 2
    ENDED = 3


class Trigger(IntEnum):
    """What made a decline recognised (Walshe et al. 2004; Jas & Skelcher 2005)."""

    NONE = 0
    INSPECTION = 1
    CASH_CRISIS = 2
    LEADERSHIP_CRISIS = 3
    SCANDAL = 4
    OWN_INSIGHT = 5
    CAPITAL_PROJECT = 6


class Matching(IntEnum):
    """How the regulator picks a partner when it mandates a partnership."""

    PERFORMANCE = 0
    PROXIMITY = 1
    FIT = 2
    NEED = 3


class Segmentation(IntEnum):
    """What the segments of oversight go by."""

    RATINGS = 0
    SCORES = 1
    NONE = 2


class EntryRule(IntEnum):
    """What puts a trust into special measures, or into the programme that a regime has in their place."""

    RATINGS = 0
    RATINGS_OR_FIGURES = 1
    LOWEST_SEGMENT = 2
    NOBODY = 3


class ExitRule(IntEnum):
    """What lets a trust out of special measures, or of the programme that a regime has in their place."""

    REINSPECTION = 0
    SEGMENT = 1


class Event(IntEnum):
    """What is recorded of a month; the meaning of its value is in `EVENT_MEANINGS`."""

    STAGE_ENTERED = 0
    TRIGGER_RECOGNISED = 1
    INSPECTED = 2
    SPECIAL_MEASURES_ENTERED = 3
    SPECIAL_MEASURES_LEFT = 4
    CHIEF_EXECUTIVE_LEFT = 5
    PLAN_FAILED = 6
    PARTNERSHIP_PROPOSED = 7
    PARTNERSHIP_REFUSED = 8
    PARTNERSHIP_SET_UP = 9
    PARTNERSHIP_OPERATING = 10
    PARTNERSHIP_ENDED = 11
    ABSORBED = 12
    POLICY_CHANGED = 13
    PARTNER_NOT_FOUND = 14
    PARTNER_SOUGHT = 15
    EXPLORATION_BEGAN = 16
    GUIDANCE_CHANGED = 17
    PROJECT_COMPLETED = 18
    MEMBER_LEFT = 19
    CAPITAL_PROJECT_FAILED = 20
    DEMAND_SHOCK = 21
    FUNDING_SHOCK = 22
    WORKFORCE_SHOCK = 23
    SHOCK_OVER = 24
    SCANDAL = 25
    GRANT_GIVEN = 26
    DISSOLVED = 27


EVENT_MEANINGS: dict[Event, str] = {
    Event.STAGE_ENTERED: "a trust entered a stage; value: the stage",
    Event.TRIGGER_RECOGNISED: "a decline was recognised; value: the kind of trigger",
    Event.INSPECTED: "an inspection was published; value: the overall rating",
    Event.SPECIAL_MEASURES_ENTERED: "a trust was put into special measures; value: 1",
    Event.SPECIAL_MEASURES_LEFT: "special measures were lifted; value: months spent in them",
    Event.CHIEF_EXECUTIVE_LEFT: "the chief executive left; value: months in post",
    Event.PLAN_FAILED: "a recovery plan was given up; value: its quality",
    Event.PARTNERSHIP_PROPOSED: "a partnership was agreed or mandated; value: 1 if mandated, else 0",
    Event.PARTNERSHIP_REFUSED: (
        "a partnership was not formed; value: 0 the partner declined, 1 one party was not free, 2 maximum reached"
    ),
    Event.PARTNERSHIP_SET_UP: "a partnership began to be set up; value: months it will take",
    Event.PARTNERSHIP_OPERATING: "a partnership began to operate; value: cultural and contextual fit together",
    Event.PARTNERSHIP_ENDED: (
        "a partnership ended; value: why (1 term, 2 planned, 3 the partner withdrew, 4 the target ended it, "
        "5 due diligence, 6 one party was absorbed, 7 it escalated to another type, 8 too few members)"
    ),
    Event.ABSORBED: "structural integration was completed and the trust is a subsidiary of a group; value: coherence",
    Event.POLICY_CHANGED: "the regulator's policy changed as the scenario says; value: 1",
    Event.PARTNER_NOT_FOUND: "no partner was found that may support the trust; value: 1",
    Event.PARTNER_SOUGHT: "a trust seeks a partner of its own choice; value: 1 for help, 0 from a position of strength",
    Event.EXPLORATION_BEGAN: "the parties began due diligence before they agree; value: months it will take, 0: open",
    Event.GUIDANCE_CHANGED: "guidance on approval changed midway; value: months of set-up lost",
    Event.PROJECT_COMPLETED: "a small project of a partnership was completed; value: share of the organisation reached",
    Event.MEMBER_LEFT: "a trust left a partnership of several members; value: why, as for the end of a partnership",
    Event.CAPITAL_PROJECT_FAILED: "a major building project failed; value: finance lost",
    Event.DEMAND_SHOCK: "a dated shock of demand began, at a trust or at all; value: its size (pressure)",
    Event.FUNDING_SHOCK: "a dated shock of funding began, at a trust or at all; value: its size (level)",
    Event.WORKFORCE_SHOCK: "a dated shock of the workforce began, at a trust or at all; value: its size (level)",
    Event.SHOCK_OVER: "a dated shock ended; value: what it was of (0 demand, 1 funding, 2 workforce)",
    Event.SCANDAL: "a dated scandal became public; value: share of reputation and hope lost",
    Event.GRANT_GIVEN: "a dated grant was given, to a trust or to each of all; value: £m",
    Event.DISSOLVED: "the last unit of a trust was taken on by another and the trust is dissolved; value: 1",
}


class SpellEnd(IntEnum):
    """How a spell of failure, or of recovery, ended."""

    CENSORED = 0  # it had not ended when it was last seen
    REACHED = 1  # by what it is followed to
    ABSORPTION = 2
    DISSOLUTION = 3


def label(member: IntEnum) -> str:
    """Return the lower-case name under which a member appears in files and tables."""
    return member.name.lower()
