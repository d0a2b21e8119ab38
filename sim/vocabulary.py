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
    Stage.STABLE: "sustained good performance on the trust's own capability; not part of decline",
    Stage.DECLINE: "a performance stock has been poor for some six months; denial, effort is misdirected",
    Stage.TRIGGER: "the decline is recognised inside and outside; leaders may be replaced",
    Stage.FORMULATION: "leaders accept the diagnosis and build a recovery plan",
    Stage.RETRENCHMENT: "short-term action on operations and money, quick wins that aid survival",
    Stage.GROWTH: "stabilised; longer-term action on quality, culture and capability",
    Stage.PERMANENT_FAILURE: "years of failure with little capability and leadership; hard to leave",
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


class Nature(IntEnum):
    """Who instigated a partnership: the organisations, or a body outside (Miller & Millar 2017)."""

    VOLUNTARY = 0
    MANDATED = 1


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


class Matching(IntEnum):
    """How the regulator picks a partner when it mandates a partnership."""

    PERFORMANCE = 0
    PROXIMITY = 1
    FIT = 2


class Event(IntEnum):
    """What is worth telling about a month; the meaning of its value is in `EVENT_MEANINGS`."""

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


EVENT_MEANINGS: dict[Event, str] = {
    Event.STAGE_ENTERED: "a trust entered a stage; value: the stage",
    Event.TRIGGER_RECOGNISED: "a decline was recognised; value: the kind of trigger",
    Event.INSPECTED: "an inspection was published; value: the overall rating",
    Event.SPECIAL_MEASURES_ENTERED: "a trust was put into special measures; value: 1",
    Event.SPECIAL_MEASURES_LEFT: "special measures were lifted; value: months spent in them",
    Event.CHIEF_EXECUTIVE_LEFT: "the chief executive left; value: months in post",
    Event.PLAN_FAILED: "a recovery plan was given up; value: its quality",
    Event.PARTNERSHIP_PROPOSED: "a partnership was agreed or mandated; value: 1 if mandated, else 0",
    Event.PARTNERSHIP_REFUSED: "a partnership did not come about; value: 0 the partner declined, 1 a side was not free",
    Event.PARTNERSHIP_SET_UP: "a partnership began to be set up; value: months it will take",
    Event.PARTNERSHIP_OPERATING: "a partnership began to operate; value: cultural and contextual fit together",
    Event.PARTNERSHIP_ENDED: "a partnership ended; value: months it operated, 0 if it was still being set up",
    Event.ABSORBED: "structural integration was completed and the trust is a unit of a group; value: coherence",
    Event.POLICY_CHANGED: "the regulator's policy changed as the scenario says; value: 1",
    Event.PARTNER_NOT_FOUND: "the regulator found no partner that may support another trust; value: 1",
}


def word(member: IntEnum) -> str:
    """Return the lower-case name under which a member appears in files and tables."""
    return member.name.lower()
