"""Rules and outcomes keep to what a person reads easily and every machine computes to the same bits."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from compiled_rules import outcome_functions, rules

import sim.outcomes
import sim.rules
from sim.model.state import RegulatorState, TrustState
from sim.model.variables import variables

RULES = sorted(Path(sim.rules.__path__[0]).glob("*.py"))
OUTCOMES = sorted(
    file
    for file in Path(sim.outcomes.__path__[0]).glob("*.py")
    if file.stem not in ("__init__", "outcome", "outcome_table")
)
FILES = [*RULES, *OUTCOMES]
WORLD = next(file for file in RULES if file.stem == "world")  # the protocol, and what only an engine can do
PLAIN = [file for file in FILES if file != WORLD]
CONSTANTS_OF = (
    "sim.parameters",
    "sim.model.random_purposes",
    "sim.model.inputs",
    "sim.model.services",
    "sim.model.state",
    "sim.model.variables",
    "sim.model.enums",
)
ONLY_AN_ENGINE_CAN = {"note", "write_fresh_link", "draw_inspection_shocks", "chance_between", "chance_of_tie"}
TYPES = {"PartnershipTypeState", "PartnershipTypeInputs"}
BUILT_IN = {"range", "len", "int", "float"}
ALLOWED = (
    ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.If, ast.For, ast.Continue, ast.Expr,
    ast.Compare, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Call, ast.Attribute, ast.Subscript, ast.Slice, ast.Name,
    ast.Constant,
    ast.Tuple, ast.keyword, ast.expr_context, ast.boolop, ast.cmpop, ast.unaryop,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Mod, ast.Module, ast.ImportFrom, ast.alias,
)  # fmt: skip


def package_of(file: Path) -> str:
    return f"sim.{file.parent.name}"


def name_of(file: Path) -> str:
    return f"{file.parent.name}.{file.stem}"


def nodes(file: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def nodes_outside_tables(file: Path) -> Iterator[ast.AST]:
    """What outcomes are read from and written to are tables of names, classes that no compiler sees."""
    body = ast.parse(file.read_text(encoding="utf-8")).body
    return (node for part in body if not isinstance(part, ast.ClassDef) for node in ast.walk(part))


@pytest.mark.parametrize("file", PLAIN, ids=name_of)
def test_functions_use_permitted_operations_only(file: Path) -> None:
    """No powers, no libraries, no comprehensions, no classes: + - * / %, comparisons, branches, and loops in order."""
    strange = [f"{file.name}:{getattr(node, 'lineno', 0)} {type(node).__name__}" for node in nodes_outside_tables(file)
               if not isinstance(node, ALLOWED)]  # fmt: skip
    assert strange == []


def test_classes_are_tables_of_outcomes_or_observations_and_nothing_else() -> None:
    assert not any(isinstance(node, ast.ClassDef) for file in RULES if file != WORLD for node in nodes(file))
    found = [node for file in OUTCOMES for node in nodes(file) if isinstance(node, ast.ClassDef)]
    assert "RecoveryOutcomes" in {node.name for node in found}
    for node in found:
        assert len(node.body) > 1, node.name
        assert ast.get_docstring(node)
        assert all(isinstance(part, ast.AnnAssign) and part.value is None for part in node.body[1:]), node.name


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_functions_import_constants_and_each_other_only(file: Path) -> None:
    imported = {node.module for node in nodes(file) if isinstance(node, ast.ImportFrom)} - {"__future__"}
    foreign = {
        name for name in imported if name and not name.startswith((*CONSTANTS_OF, package_of(file), "collections.abc"))
    }
    has_classes = any(isinstance(node, ast.ClassDef) for node in nodes(file))
    assert foreign - {"typing"} == set()
    assert "typing" not in foreign or has_classes


def test_world_asks_an_engine_for_five_things_and_does_nothing_else_that_is_not_permitted() -> None:
    tree = ast.parse(WORLD.read_text(encoding="utf-8"))
    [world] = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    assert [ast.unparse(base) for base in world.bases] == ["Protocol"]
    calls = [part for part in world.body if isinstance(part, ast.FunctionDef)]
    assert {call.name for call in calls} == ONLY_AN_ENGINE_CAN
    assert all(len(call.body) == 1 and ast.get_docstring(call) for call in calls), "the engine says how"
    held = [part for part in world.body if isinstance(part, ast.AnnAssign)]
    assert held
    assert all(part.value is None for part in held)
    assert len(world.body) == 1 + len(calls) + len(held)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    inside = [node for function in functions for node in ast.walk(function)]
    assert [node for node in inside if not isinstance(node, ALLOWED)] == []
    asked = [ast.unparse(node.func) for node in inside if isinstance(node, ast.Call)]
    assert sorted(asked) == sorted(f"world.{name}" for name in ONLY_AN_ENGINE_CAN), "each in one place only"


@pytest.mark.parametrize("file", PLAIN, ids=name_of)
def test_functions_call_each_other_and_a_few_plain_functions_only(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package_of(file))
        for alias in node.names
    }
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert all(isinstance(function, ast.Name) for function in calls), "no method is called"
    assert {function.id for function in calls if isinstance(function, ast.Name)} <= own | imported | BUILT_IN


def test_functions_are_short() -> None:
    functions = [node for file in FILES for node in nodes(file) if isinstance(node, ast.FunctionDef)]
    assert functions
    assert [node.name for node in functions if node.end_lineno and node.end_lineno - node.lineno >= 60] == []


def stated_in(folder: Path) -> set[str]:
    """Return the functions that the tests in a folder import and use, by module and name.

    Tests that say the same of every function state nothing about any.
    """
    stated = set()
    for file in folder.glob("test_*.py"):
        if file.stem in ("test_rules_compile", "test_rules_lint"):
            continue
        used = {node.id for node in nodes(file) if isinstance(node, ast.Name)}
        for node in nodes(file):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim."):
                module = str(node.module).removeprefix("sim.")
                stated |= {f"{module}.{alias.name}" for alias in node.names if (alias.asname or alias.name) in used}
    return stated


def test_every_rule_and_outcome_is_stated_by_a_test_of_its_own() -> None:
    """What compiles is not thereby right: a function that no other test names may say anything."""
    tests = Path(__file__).parents[1]
    for functions, folder in ((rules(), "rules"), (outcome_functions(), "outcomes")):
        assert set(functions) - stated_in(tests / folder) == set()


def test_every_parameter_and_lever_is_read_by_the_theory_or_its_drivers() -> None:
    from sim.parameters import parameter_table

    package = Path(sim.rules.__path__[0]).parent
    read = {
        node.attr
        for folder in ("rules", "outcomes", "engine", "results")
        for file in (package / folder).rglob("*.py")
        for node in nodes(file)
        if isinstance(node, ast.Attribute)
    }
    assert set(parameter_table()) - read == set()
    assert set(variables(RegulatorState)) - read == set(), "a lever that no rule reads does nothing"
    unread = {name for name, variable in variables(TrustState).items() if not variable.recorded} - read
    assert unread == set(), "neither read by a rule nor shown in results"


def is_a_type(node: ast.AST) -> bool:
    """Return whether an expression is one of the types of partnership, as in `world.types[position]`."""
    if not isinstance(node, ast.Subscript) or isinstance(node.slice, ast.Slice):
        return False
    return getattr(node.value, "attr", "") == "types" or getattr(node.value, "id", "") == "types"


def read_of_types(function: ast.FunctionDef) -> set[str]:
    """Return the attributes that a function reads of what is a type of partnership, or is bound to one."""
    bound = {
        argument.arg
        for argument in function.args.args
        if argument.annotation and ast.unparse(argument.annotation) in TYPES
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and is_a_type(node.value):
            bound |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {
        node.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and (is_a_type(node.value) or getattr(node.value, "id", "") in bound)
    }


def test_every_attribute_of_a_partnership_type_is_read() -> None:
    from sim.model.inputs import PartnershipTypeInputs
    from sim.model.variables import field_types

    read: set[str] = set()
    for file in RULES:
        for node in nodes(file):
            if isinstance(node, ast.FunctionDef):
                read |= read_of_types(node)
    assert set(field_types(PartnershipTypeInputs)) - read == set()
