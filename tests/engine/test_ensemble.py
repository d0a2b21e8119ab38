"""The compiled ensemble gives the numbers of the Mesa model, to the last bit, whatever is simulated and however."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from random_scenarios import WORLDS, scenarios

import sim
from sim.engine import selection
from sim.engine.compiled import arrays, compiler, ensemble
from sim.engine.compiled.cache import cache_folder, is_compiled
from sim.engine.compiled.ensemble import Ensemble
from sim.engine.compiled.numba_door import import_fault
from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.engine.record_diff import first_difference
from sim.engine.replicate_outcomes import outcomes_of
from sim.parameters import Parameters
from sim.scenario.scenario_loader import load_scenario, shipped_scenarios
from sim.scenario.scenario_schema import Scenario


def assert_engines_agree(scenario: Scenario, replicate: int) -> None:
    record, twin, outcomes = Ensemble(scenario, scenario.has_twin).record(replicate)
    by_mesa = TurnaroundModel(scenario, replicate).run()
    twin_by_mesa = TurnaroundModel(scenario, replicate, without_partnerships=True).run() if scenario.has_twin else None
    assert first_difference(by_mesa, record) is None
    if twin_by_mesa is not None:
        assert twin is not None
        assert first_difference(twin_by_mesa, twin) is None
    expected = outcomes_of(by_mesa, Parameters(scenario.parameters), twin_by_mesa)
    assert expected
    for name, values in expected.items():
        assert np.array_equal(values, outcomes[name], equal_nan=True), name


WITH_ALL_TRUSTS = ("england_acute", "england_all")
FEWER = ["background.trusts=45"]


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_both_engines_simulate_every_shipped_scenario_alike(name: str) -> None:
    scenario = load_scenario(name)
    if scenario.background is not None and name not in WITH_ALL_TRUSTS:  # others have the same trusts
        scenario = load_scenario(name, FEWER)
    assert_engines_agree(scenario, replicate=3)


@settings(max_examples=WORLDS, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=scenarios())
def test_both_engines_simulate_any_scenario_alike(scenario: Scenario) -> None:
    assert_engines_agree(scenario, replicate=1)


@cache
def region() -> Ensemble:
    return Ensemble(load_scenario("local_health_economy", ["months=60"]), with_twin=True)


@pytest.mark.parametrize(("threads", "chunk"), [(1, 1), (1, 4), (2, 3), (2, 256)])
def test_neither_threads_nor_chunks_change_a_number(threads: int, chunk: int) -> None:
    plain = region().outcomes(0, 13)
    assert plain.tobytes() == region().outcomes(0, 13, threads=threads, chunk=chunk).tobytes()


def test_a_replicate_does_not_depend_on_those_before_it() -> None:
    together = region().outcomes(0, 6)
    assert together[4:].tobytes() == region().outcomes(4, 2).tobytes()


def test_outcomes_are_those_of_the_replicate_in_full() -> None:
    _, _, outcomes = region().record(2)
    expected = np.column_stack([outcomes[name] for name in sim.OUTCOMES])
    assert np.array_equal(region().outcomes(2, 1)[0], expected, equal_nan=True)


def test_more_partnerships_than_there_is_room_for_make_more_room() -> None:
    cramped = Ensemble(region().scenario, with_twin=True)
    cramped.links = 1
    assert cramped.outcomes(0, 3).tobytes() == region().outcomes(0, 3).tobytes()
    assert cramped.links > 1


UNTOUCHED = 0xAB  # in the memory beyond the links


def test_no_link_is_written_where_there_is_no_room_when_policy_lets_many_begin_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    eager = [
        f"parameters.{name}"
        for name in ("seeking_from_strength=0.5", "seeking_in_window=5", "agreement_from_ties=1")
    ]  # fmt: skip
    many = ["background.trusts=1000", "background.local_health_economies=100", "months=2", "replicates=1"]
    plain = load_scenario("england_acute", [*many, *eager])
    opening = {"policy_changes": [{"month": 2, "partnering_climate": 1.0, "system_planning": 1.0}]}
    scenario = Scenario.model_validate(plain.model_dump() | opening)
    beyond = []

    def room_with_guard(given: arrays.Inputs, links: int) -> arrays.Workspace:
        room = arrays.workspace_for(given, links)
        wide = np.full((links + 500) * room.links.itemsize, UNTOUCHED, np.uint8).view(room.links.dtype)
        wide[:links] = 0
        beyond.append(wide[links:])
        return room._replace(links=wide[:links])

    monkeypatch.setattr(ensemble, "workspace_for", room_with_guard)
    Ensemble(scenario, with_twin=False).outcomes(0, 1)
    assert beyond
    assert all((guard.view(np.uint8) == UNTOUCHED).all() for guard in beyond)


def test_first_difference_names_replicate_month_trust_variable_and_both_values() -> None:
    record, _, _ = region().record(1)
    states = {name: values.copy() for name, values in record.states.items()}
    states["quality"][7, 2] += 1e-16 + np.spacing(states["quality"][7, 2])
    states["access"][9, 0] = 0.5
    found = first_difference(record, replace(record, states=states))
    assert found is not None
    assert (found.replicate, found.month, found.trust, found.variable) == (1, 7, 2, "quality")
    assert found.one != found.other
    fewer = first_difference(record, replace(record, events=record.events[:-1]))
    assert fewer is not None
    assert (fewer.variable, fewer.other) == ("events", None)
    assert first_difference(record, record) is None


def test_run_gives_the_same_tables_from_either_engine() -> None:
    made = [sim.run("case_e_merger", replicates=3, months=60, engine=engine) for engine in ("mesa", "ensemble")]
    assert [run.about["engine"] for run in made] == ["mesa", "ensemble"]
    for table in ("trajectories", "partnerships", "events", "outcomes", "twin_outcomes"):
        one, other = (getattr(run, table) for run in made)
        assert one.equals(other), table


def test_small_work_is_simulated_by_mesa_and_large_work_by_the_ensemble(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario("england_acute")
    monkeypatch.setattr(selection, "is_compiled", lambda digest: False)
    assert selection.chosen_engine("auto", scenario, 1, own_class=False) == "mesa"
    assert selection.chosen_engine("auto", scenario, 1000, own_class=False) == "ensemble"
    assert selection.chosen_engine("auto", scenario, 20, own_class=False) == "mesa"
    monkeypatch.setattr(selection, "is_compiled", lambda digest: True)
    assert selection.chosen_engine("auto", scenario, 20, own_class=False) == "ensemble"
    pair = load_scenario("case_b_buddying")
    assert [selection.chosen_engine("auto", pair, few, own_class=False) for few in (1, 10)] == ["mesa", "ensemble"]
    assert selection.chosen_engine("auto", scenario, 1000, own_class=True) == "mesa"


def test_a_machine_without_numba_uses_mesa_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(selection, "import_fault", lambda: "Numba is not installed")
    assert selection.chosen_engine("auto", load_scenario("england_acute"), 1000, own_class=False) == "mesa"
    assert "(Numba is not installed). The Mesa engine is used instead, which takes about" in caplog.text
    with pytest.raises(ValueError, match="Numba is not installed; use engine='mesa'"):
        selection.chosen_engine("ensemble", load_scenario("no_partner"), 1, own_class=False)


def test_what_the_ensemble_cannot_simulate_is_refused() -> None:
    with pytest.raises(ValueError, match="use engine='mesa'"):
        sim.run("no_partner", replicates=1, engine="ensemble", trust_class=type("Own", (sim.Trust,), {}))
    with pytest.raises(ValueError, match="allowed: auto, mesa, ensemble"):
        sim.run("no_partner", replicates=1, engine="abacus")


DIGEST = "from sim.engine.compiled.compiler import digest_of_sources; print(digest_of_sources())"


def digest_of(package: Path) -> str:
    environment = {"PYTHONPATH": str(package), "PATH": ""}
    return subprocess.run(
        [sys.executable, "-c", DIGEST], cwd=package, env=environment, capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the package, whose digest is that of the package."""
    place = tmp_path_factory.mktemp("copied")
    shutil.copytree(Path(sim.__file__).parent, place / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    assert digest_of(place) == f"{compiler.digest_of_sources()}\n"
    return place


@pytest.mark.parametrize(
    "file", ["rules/people.py", "parameters/people_parameters.py", "model/state.py", "outcomes/recovery_outcomes.py"]
)
def test_a_change_of_the_theory_asks_for_a_new_kernel(file: str, copied: Path) -> None:
    changed = copied / "sim" / file
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text + "\n# another thought\n", encoding="utf-8")
    found = digest_of(copied)
    changed.write_text(text, encoding="utf-8")
    assert found
    assert found != f"{compiler.digest_of_sources()}\n"


CHANGED = """
from sim.engine.compiled.ensemble import Ensemble
from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.scenario.scenario_loader import load_scenario
scenario = load_scenario("no_partner")
record = Ensemble(scenario, False).record(0)[0]
assert record.states["fatigue"][-1].tobytes() == TurnaroundModel(scenario, 0).run().states["fatigue"][-1].tobytes()
print(record.states["fatigue"][-1].tolist())
"""


@pytest.mark.slow
def test_a_changed_rule_is_what_the_rebuilt_kernel_simulates_and_two_processes_may_build_it_at_once(
    tmp_path: Path,
) -> None:
    shutil.copytree(Path(sim.__file__).parent, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(Path(__file__).parents[2] / "scenarios", tmp_path / "scenarios")
    rules = tmp_path / "sim" / "rules" / "people.py"
    environment = {"PYTHONPATH": str(tmp_path), "PATH": "", "TURNAROUND_CACHE": str(tmp_path / "cache")}
    reported = []
    for change in (None, ("def next_fatigue", "def next_fatigue_as_it_was")):
        if change:
            text = rules.read_text(encoding="utf-8").replace(*change)
            rules.write_text(text + "\n\ndef next_fatigue(trust, parameters):\n    return 0.25\n", encoding="utf-8")
        both = [
            subprocess.Popen(
                [sys.executable, "-c", CHANGED], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        reported.append({process.communicate()[0] for process in both})
        assert [process.returncode for process in both] == [0, 0]
    assert reported[1] == {"[0.25, 0.25]\n"}
    assert len(reported[0]) == 1
    assert reported[0] != reported[1]


def test_threads_that_come_at_once_share_one_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    class SlowKernel:
        def __init__(self, digest: str) -> None:
            made.append(digest)
            time.sleep(0.05)

    monkeypatch.setattr(compiler, "Kernel", SlowKernel)
    with ThreadPoolExecutor(4) as pool:
        kernels = set(pool.map(compiler.kernel_of, ["another version"] * 4))
    compiler._kernel.cache_clear()
    assert made == ["another version"]
    assert len(kernels) == 1


def test_a_compile_that_is_interrupted_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted = Ensemble(region().scenario, with_twin=True)
    interrupted.simulate = compiler.Kernel(compiler.digest_of_sources())

    def interrupt(signature: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(interrupted.simulate._simulate, "compile", interrupt)
    with pytest.raises(KeyboardInterrupt):
        interrupted.outcomes(0, 1)
    assert interrupted.outcomes(0, 1).tobytes() == region().outcomes(0, 1).tobytes()


def test_a_second_installation_of_the_same_version_reads_what_the_first_compiled(tmp_path: Path) -> None:
    region().outcomes(0, 1)
    shutil.copytree(Path(sim.__file__).parent, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(Path(__file__).parents[2] / "scenarios", tmp_path / "scenarios")
    environment = {"PYTHONPATH": str(tmp_path), "PATH": "", "TURNAROUND_CACHE": str(cache_folder())}
    command = [sys.executable, "-c", HITS]
    reported = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert reported.split() == [str(tmp_path / "sim"), "1"]


HITS = """
import sim
from pathlib import Path
ensemble = sim.Ensemble(sim.load_scenario("no_partner"), False)
ensemble.outcomes(0, 1)
print(Path(sim.__file__).parent, sum(ensemble.simulate._simulate.stats.cache_hits.values()))
"""


def test_numba_that_was_told_to_compile_nothing_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    assert "so Numba does not compile" in (import_fault.__wrapped__() or "")


def test_once_compiled_it_is_known_to_be() -> None:
    region().outcomes(0, 1)
    assert is_compiled(compiler.digest_of_sources())


FLIP = """
import sys
from pathlib import Path
import sim
for number in (0, 1):
    ensemble = sim.Ensemble(sim.load_scenario("no_partner"), False)
    print(ensemble.outcomes(0, 2).tobytes().hex()[:200])
"""


@pytest.mark.slow
def test_a_flipped_byte_of_the_compiled_model_changes_no_number(tmp_path: Path) -> None:
    environment = {**os.environ, "TURNAROUND_CACHE": str(tmp_path)}

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", FLIP]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    before = run()
    (code,) = tmp_path.glob("*/*.nbc")
    contents = bytearray(code.read_bytes())
    contents[200_000] ^= 0xFF
    code.write_bytes(contents)
    after = run()
    assert after.stdout == before.stdout
    assert "it is damaged" in after.stderr
    assert run().stderr == "", "the code that was made anew is sound"
