"""Services: what part of a trust of each type a partnership about one service can touch.

A form that is about a service reaches that service and no more. The shares are of a trust's whole business by income;
all are assumed, in round numbers, for lack of published accounts by service that cover every type of provider.
"""

from __future__ import annotations

from sim.model.enums import Service

_BY_SERVICE: dict[Service, tuple[float, ...]] = {
    # acute, specialist, mental health, community, ambulance, integrated, independent
    Service.WHOLE_TRUST: (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    Service.DIAGNOSTICS: (0.10, 0.10, 0.01, 0.03, 0.0, 0.08, 0.40),
    Service.MEDICAL_PATHWAY: (0.08, 0.12, 0.0, 0.05, 0.0, 0.06, 0.05),
    Service.ELECTIVE_CARE: (0.15, 0.60, 0.0, 0.03, 0.0, 0.10, 0.50),
    Service.SUPPORT_SERVICES: (0.12, 0.12, 0.12, 0.12, 0.12, 0.12, 0.12),
    Service.CARE_ACROSS_SECTORS: (0.30, 0.05, 0.40, 0.60, 0.10, 0.50, 0.05),
}

SHARE_OF_SERVICE: tuple[tuple[float, ...], ...] = tuple(_BY_SERVICE[service] for service in Service)
"""The share of a trust's business that a service makes up, by service and type of provider."""
