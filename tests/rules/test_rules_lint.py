"""Rules keep to what a person reads easily and every machine computes to the same bits."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from compiling import rules

import sim.rules

FILES = sorted(Path(sim.rules.__path__[0]).glob("*.py"))
CONSTANTS_OF = ("sim.parameters", "sim.state", "sim.vocabulary", "sim.rules")
BUILT_IN = {"range", "len", "int", "float"}
ALLOWED = (
    ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.If, ast.For, ast.Continue, ast.Expr,
    ast.Compare, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Call, ast.Attribute, ast.Subscript, ast.Name, ast.Constant,
    ast.Tuple, ast.keyword, ast.expr_context, ast.boolop, ast.cmpop, ast.unaryop,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Module, ast.ImportFrom, ast.alias,
)  # fmt: skip


def nodes(file: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_rules_use_permitted_operations_only(file: Path) -> None:
    """No powers, no libraries, no comprehensions, no classes: + - * / , comparisons, branches, and loops in order."""
    strange = [f"{file.name}:{node.lineno} {type(node).__name__}" for node in nodes(file)
               if not isinstance(node, ALLOWED)]  # fmt: skip
    assert strange == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_rules_import_constants_and_other_rules_only(file: Path) -> None:
    imported = {node.module for node in nodes(file) if isinstance(node, ast.ImportFrom)} - {"__future__"}
    foreign = {name for name in imported if name and not name.startswith((*CONSTANTS_OF, "collections.abc"))}
    assert foreign == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_rules_call_rules_and_a_few_plain_functions_only(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    rules = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim.rules")
        for alias in node.names
    }
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert all(isinstance(function, ast.Name) for function in calls), "no method is called"
    assert {function.id for function in calls if isinstance(function, ast.Name)} <= own | rules | BUILT_IN


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_rules_are_short(file: Path) -> None:
    for node in nodes(file):
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < 60, node.name


def test_every_rule_is_stated_by_a_test_of_its_own() -> None:
    """What compiles is not thereby right: a rule that no other test names may say anything."""
    stated = {
        node.id
        for file in Path(__file__).parent.glob("test_rules_*.py")
        if file.stem not in ("test_rules_compile", "test_rules_lint")
        for node in nodes(file)
        if isinstance(node, ast.Name)
    }
    assert {name for name in rules() if name.split(".")[-1] not in stated} == set()


def test_every_parameter_is_read_by_the_theory_or_its_drivers() -> None:
    from sim.parameters import parameter_table

    package = Path(sim.rules.__path__[0]).parent
    read = {
        node.attr
        for folder in ("rules", "engine", "results")
        for file in (package / folder).glob("*.py")
        for node in nodes(file)
        if isinstance(node, ast.Attribute)
    }
    assert set(parameter_table()) - read == set()


def test_every_attribute_of_a_partnership_type_is_read() -> None:
    from sim.state import PartnershipTypeState, kinds

    package = Path(sim.rules.__path__[0]).parent
    read = {
        node.attr
        for folder in ("rules", "engine")
        for file in (package / folder).glob("*.py")
        for node in nodes(file)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute)
        and (getattr(node.value, "id", "") == "kind" or getattr(node.value, "attr", "") == "kind")
    }  # fmt: skip
    assert set(kinds(PartnershipTypeState)) - read == set()
