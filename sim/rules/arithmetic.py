"""The few numeric helpers that every rule shares."""

from __future__ import annotations


def clip(value: float, low: float, high: float) -> float:
    """Return `value`, or the nearer of the two bounds if it lies outside them."""
    if value < low:
        return low
    if value > high:
        return high
    return value


def level(value: float) -> float:
    """Return `value` kept within [0, 1]."""
    if value < 0.0:
        return 0.0
    if value > 1.0:
        return 1.0
    return value


def positive(value: float) -> float:
    """Return `value` if it is above zero, else zero."""
    if value > 0.0:
        return value
    return 0.0


def smaller(first: float, second: float) -> float:
    """Return the smaller of two numbers."""
    if second < first:
        return second
    return first


def larger(first: float, second: float) -> float:
    """Return the larger of two numbers."""
    if second > first:
        return second
    return first


def distance(first: float, second: float) -> float:
    """Return how far apart two numbers are."""
    if first > second:
        return first - second
    return second - first


def follow(value: float, target: float, rate: float) -> float:
    """Return `value` moved towards `target` by the share `rate` of what is missing."""
    return value + rate * (target - value)


def add_share(total: float, more: float) -> float:
    """Return two shares together: each further one adds to what the former left open."""
    return total + more * (1.0 - total)
