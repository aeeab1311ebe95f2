"""Which test proves which requirement: read from the tests' own marks, told as one page.

``python -m tests.traceability > page.html``, or ``make traceability``.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
MARK = "requirement"
TITLES = {"law": "Law and systems", "resolved": "Resolutions where the guide is silent or contradicts itself"}


def requirements() -> dict[str, dict[str, str]]:
    """Chapter -> number -> what is asked."""
    return yaml.safe_load((FOLDER / "requirements.yaml").read_text(encoding="utf-8"))


def proofs() -> dict[str, list[str]]:
    """Number -> the tests that are marked with it, as pytest names them. Read without running or importing them."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(FOLDER.rglob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for name, numbers in _marked(module, path.relative_to(ROOT).as_posix(), _pytestmark(module)):
            for number in dict.fromkeys(numbers):
                found[number].append(name)
    return dict(found)


def _marked(parent: ast.Module | ast.ClassDef, where: str, inherited: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Every test below ``parent`` with its numbers: its own and those of the class and the module around it."""
    for node in parent.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            outer = inherited + _numbers(node.decorator_list) + _pytestmark(node)
            yield from _marked(node, f"{where}::{node.name}", outer)
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            numbers = inherited + _numbers(node.decorator_list)
            if numbers:
                yield f"{where}::{node.name}", numbers


def _pytestmark(parent: ast.Module | ast.ClassDef) -> list[str]:
    """The numbers of a ``pytestmark = …`` in this module or class."""
    for node in parent.body:
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == "pytestmark" for target in node.targets):
            return _numbers(node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value])
    return []


def _numbers(marks: list[ast.expr]) -> list[str]:
    return [
        argument.value
        for mark in marks
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == MARK
        for argument in mark.args
        if isinstance(argument, ast.Constant)
    ]


def page() -> str:
    """The whole table as one HTML page that needs nothing else."""
    proven, rows = proofs(), []
    for chapter, wanted in requirements().items():
        title = TITLES.get(chapter) or f"Guide {chapter}"
        rows.append(f'<tr><th colspan="3" scope="rowgroup">{escape(title)}</th></tr>')
        for number, text in wanted.items():
            tests = "<br>".join(f"<code>{escape(name)}</code>" for name in proven.get(number, ()))
            rows.append(
                f'<tr id="{number}"><th scope="row">{number}</th><td>{escape(text)}</td>'
                f"<td>{tests or '<strong>no test</strong>'}</td></tr>"
            )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Requirements and their tests</title>'
        "<h1>Requirements and their tests</h1><table><thead><tr><th>No.</th><th>Requirement</th><th>Proven by</th></tr>"
        f"</thead><tbody>{''.join(rows)}</tbody></table></html>\n"
    )


if __name__ == "__main__":
    sys.stdout.write(page())
