"""Rules of the house that no linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("applicants", "documents", "payments", "applications", "emuafiyet")
SOURCES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def tree(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def status_writers(node: ast.AST) -> Iterator[int]:
    """Lines that set ``….status`` of anything, or update the column."""
    for each in ast.walk(node):
        targets = each.targets if isinstance(each, ast.Assign) else []
        if any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets):
            yield each.lineno
        updates = isinstance(each, ast.Call) and named(each.func) in {"update", "bulk_update", "update_or_create"}
        if updates and any(keyword.arg == "status" for keyword in each.keywords):
            yield each.lineno


def test_one_function_writes_the_status_of_an_application() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in SOURCES
        if path.parts[len(ROOT.parts)] == "applications" and (lines := list(status_writers(tree(path))))
    }
    assert set(found) == {"applications/lifecycle/engine.py"}
    assert len(found["applications/lifecycle/engine.py"]) == 1


def test_only_the_outbox_speaks_to_the_broker_and_nothing_is_put_off_there() -> None:
    """No eta, no countdown, no retry: time lives in PostgreSQL."""
    senders, delayed = set(), []
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            if named(node.func) in {"delay", "apply_async", "send_task", "delay_on_commit"}:
                senders.add(path.relative_to(ROOT).as_posix())
            if named(node.func) == "retry" or any(each.arg in {"eta", "countdown"} for each in node.keywords):
                delayed.append((path.name, node.lineno))
    assert senders == {"emuafiyet/core/outbox/publishing.py"}
    assert delayed == []


def test_weasyprint_is_imported_only_inside_functions() -> None:
    """Imported before the fork it crashes workers."""
    for path in SOURCES:
        for node in tree(path).body:
            modules = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(module.split(".")[0] == "weasyprint" for module in modules), path


@pytest.mark.parametrize("word", ["mark_safe", "csrf_exempt", "eval(", "pickle"])
def test_dangerous_things_are_rare_and_known(word: str) -> None:
    known = {
        "mark_safe": {
            "emuafiyet/core/field_markup.py",
            "emuafiyet/core/form_rendering.py",
            "emuafiyet/core/widget_markup.py",
            "emuafiyet/core/fields/choice_fields.py",
        },
        "csrf_exempt": {"emuafiyet/sandbox"},
    }
    found = {path.relative_to(ROOT).as_posix() for path in SOURCES if word in path.read_text(encoding="utf-8")}
    assert all(any(path.startswith(allowed) for allowed in known.get(word, ())) for path in found), found


def test_templates_carry_no_inline_code() -> None:
    """The policy would refuse it in the browser; mails, the PDF and the copy of one's data are no pages of ours."""
    for path in (ROOT / "templates").rglob("*.html"):
        if path.parts[len(ROOT.parts) + 1] in {"mail", "pdf", "data_copy"}:
            continue
        text = path.read_text(encoding="utf-8")
        for forbidden in (" style=", "<style", " onclick=", " onchange=", "javascript:", " hx-on"):
            assert forbidden not in text, (path, forbidden)


def test_no_test_leans_on_another_file_of_tests() -> None:
    """What several files share stands in ``tests/builders/`` or in a conftest, to be changed for all at once."""
    leaning = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        for module in [node.module or "", *(each.name for each in node.names)]
        if module.split(".")[-1].startswith("test_")
    ]
    assert leaning == []


# One file of each name in all apps, or nobody can guess which one is meant. These name a role that Django, Celery or
# the layers give: what they hold follows from the folder.
ROLE_NAMES = {"__init__", "apps", "errors", "middleware", "models", "settings", "signals", "tasks", "urls"}


def test_a_file_name_means_one_thing() -> None:
    """An outside system's name belongs to its gateways and to the page of the sandbox that plays it."""
    places: dict[str, list[str]] = {}
    for path in SOURCES:
        if path.stem not in ROLE_NAMES and path.parent.name not in {"gateways", "sandbox"}:
            places.setdefault(path.stem, []).append(path.relative_to(ROOT).as_posix())
    assert "quotes" in places
    assert {stem: paths for stem, paths in places.items() if len(paths) > 1} == {}
    for folder in ("gateways", "sandbox"):
        stems = {path.stem for path in SOURCES if path.parent.name == folder} - ROLE_NAMES
        assert "gib" in stems
        assert stems & set(places) == set()
