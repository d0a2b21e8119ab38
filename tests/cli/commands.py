"""The command `turnaround` as tests call it."""

from __future__ import annotations

from click.testing import CliRunner, Result

from sim.cli import main


def turnaround(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def refused(*arguments: str) -> str:
    """Return the message of a command that must be refused with exit code 2 and without a traceback."""
    result = turnaround(*arguments)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.output
