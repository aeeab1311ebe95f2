"""The documents in docs/ name files, symbols, folders and settings that exist, and leave none out."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
APPS = ("emuafiyet", "applicants", "documents", "payments", "applications")
TOP_FOLDERS = (*APPS, "docs", "static", "templates", "tests")


def read_table(text: str) -> Iterator[list[str]]:
    """Yield the cells of each row of a Markdown table, without its heading; backticks are dropped."""
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("| ---"):
            yield [cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")]


# --- docs/where.md ---------------------------------------------------------------------------------------------------
@cache
def list_symbols(path: Path) -> frozenset[str]:
    """Return the functions, classes and constants that a module defines; those of a class as ``Class.name``."""

    def walk(body: Iterable[ast.stmt], prefix: str) -> Iterator[str]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield prefix + node.name
            if isinstance(node, ast.ClassDef):
                yield from walk(node.body, f"{prefix}{node.name}.")
            targets = node.targets if isinstance(node, ast.Assign) else []
            targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
            yield from (prefix + target.id for target in targets if isinstance(target, ast.Name))

    return frozenset(walk(ast.parse(path.read_text(encoding="utf-8")).body, ""))


def find_wrong_answers(rows: Iterable[list[str]]) -> list[str]:
    """Return a complaint for each row whose file is missing or does not define its symbol."""
    wrong = []
    for _question, file, symbol in rows:
        path = ROOT / file
        if not path.is_file():
            wrong.append(f"{file} does not exist")
        elif not symbol or not (
            symbol in list_symbols(path) if path.suffix == ".py" else symbol in path.read_text(encoding="utf-8")
        ):
            wrong.append(f"{file} does not define «{symbol}»")
    return wrong


def test_every_answer_to_where_is_leads_to_what_it_names() -> None:
    heading, *rows = read_table((DOCS / "where.md").read_text(encoding="utf-8"))
    assert heading == ["question", "file", "symbol"]
    assert find_wrong_answers(rows) == []
    assert len(rows) >= 50
    assert len({question for question, _file, _symbol in rows}) == len(rows)
    folders = {file.split("/")[0] for _question, file, _symbol in rows}
    assert folders >= {*APPS, "static", "templates", "tests"}


@pytest.mark.parametrize(
    ("file", "symbol"),
    [
        ("emuafiyet/nowhere.py", "DEMO"),
        ("emuafiyet/settings.py", "NO_SUCH_SETTING"),
        ("emuafiyet/settings.py", "ImproperlyConfigured"),  # imported there, defined elsewhere
        ("emuafiyet/settings.py", ""),
        ("static/js/portal.js", "no such text"),
        ("docs", ""),
    ],
)
def test_a_wrong_answer_is_found(file: str, symbol: str) -> None:
    assert len(find_wrong_answers([["Where?", file, symbol]])) == 1


# --- docs/architecture.md --------------------------------------------------------------------------------------------
def list_folders() -> set[str]:
    """Return the folders of the apps, at any depth, that hold modules; migrations need no explanation."""
    paths = (path for app in APPS for path in (ROOT / app).glob("*/**/*.py"))
    modules = (path for path in paths if path.name != "__init__.py" or "import " in path.read_text(encoding="utf-8"))
    folders = {path.parent.relative_to(ROOT) for path in modules}
    return {folder.as_posix() for folder in folders if "migrations" not in folder.parts}


def list_named_paths(text: str) -> set[str]:
    """Return every path in backticks that begins in a folder of the project."""
    return {path for path in re.findall(r"`([\w./-]+)`", text) if path.split("/")[0] in TOP_FOLDERS and "/" in path}


def test_the_map_names_every_folder_and_nothing_that_is_not_there() -> None:
    named = list_named_paths((DOCS / "architecture.md").read_text(encoding="utf-8"))
    assert {path for path in named if not (ROOT / path).exists()} == set()
    folders = list_folders()
    assert {"documents/uploads/isolation", "emuafiyet/core/outbox"} <= folders
    assert {folder for folder in folders if f"{folder}/" not in named} == set()


def test_a_word_of_the_glossary_is_explained_once() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rows = [row for part in text.split("## Glossary")[1:] for row in read_table(part)]
    words = [row[0] for row in rows if row[0] not in {"word", "Turkish"}]
    assert len(words) > 50
    assert sorted(words) == sorted(set(words))


def test_the_code_knows_the_words_that_the_glossary_says_it_uses() -> None:
    table = (DOCS / "architecture.md").read_text(encoding="utf-8").split("### Words of the domain")[1]
    words = {word for word in re.findall(r"`([\w/.]+)`", table) if not word.startswith("/")}
    code = "\n".join(path.read_text(encoding="utf-8") for app in APPS for path in (ROOT / app).rglob("*.py"))
    known = set(re.findall(r"\w+", code))
    assert len(words) > 30
    assert {word for word in words if word not in known and not (ROOT / word).is_file()} == set()


# --- docs/settings.md ------------------------------------------------------------------------------------------------
def find_environment_names(source: str) -> set[str]:
    """Return the variables that a module reads: ``env("X")``, ``env.bool("X")``, ``gateway_url("X", …)``,
    ``os.environ["X"]``, ``os.environ.get("X")``."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            reader, argument = ast.unparse(node.func), node.args[0]
            if not re.fullmatch(r"env(\.\w+)?|gateway\w*|os\.environ\.get|os\.getenv", reader):
                continue
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            argument = node.slice
        else:
            continue
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            found.add(argument.value)
    return found


def list_documented_settings() -> list[str]:
    rows = list(read_table((DOCS / "settings.md").read_text(encoding="utf-8")))
    return [cells[0] for cells in rows if cells[0] != "variable"]


def test_every_variable_that_is_read_has_a_row_and_no_row_is_idle() -> None:
    sources = {
        "settings.py": ["settings.py"],
        "celery.py": ["celery.py"],
        "dev": [
            "dev/supervisor.py",
            "dev/portal_processes.py",
            "dev/demo_environment.py",
            "dev/database_preparation.py",
        ],
    }
    texts = {
        name: [(ROOT / "emuafiyet" / file).read_text(encoding="utf-8") for file in files]
        for name, files in sources.items()
    }
    read = {name: set().union(*map(find_environment_names, each)) for name, each in texts.items()}
    compose = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert {"DEMO", "SECRET_KEY", "DATABASE_URL", "GIB_URL"} <= read["settings.py"]  # the reader reads
    documented = list_documented_settings()
    assert len(documented) == len(set(documented))
    assert (read["settings.py"] | read["celery.py"]) - set(documented) == set()
    # The supervisor hands SANDBOX_PHONES and the service addresses on; an operator sets the rest.
    assert (read["dev"] | compose) - set(documented) - {"SANDBOX_PHONES"} == set()
    assert set(documented) - set().union(*read.values()) - compose == set()


def test_the_reader_of_variables_reads_each_spelling() -> None:
    source = 'env("A"); env.bool("B", False); gateway_url("C", "/c"); os.environ["D"]; os.environ.get("E"); print("F")'
    assert find_environment_names(source) == {"A", "B", "C", "D", "E"}


# --- README.md -------------------------------------------------------------------------------------------------------
def test_the_readme_is_short_and_shows_the_four_pictures() -> None:
    """What is longer stands in docs/; figures that age, such as the number of tests, stand nowhere."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 80
    shown = re.findall(r'<img src="([^"]+)" width="\d+%" alt="[^"]{20,}">', text)
    assert {Path(each).stem for each in shown} == {"home", "wizard-phone-arabic", "desk", "certificate"}
    assert sorted(shown) == sorted(f"docs/pictures/{path.name}" for path in (DOCS / "pictures").iterdir())
    assert max((ROOT / each).stat().st_size for each in shown) < 200_000
    assert not re.search(r"\d+ (tests|minutes|seconds|lines)", text)


def test_every_command_of_make_that_documents_name_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
    named = {name for page in pages for name in re.findall(r"`make ([a-z-]+)`", page.read_text(encoding="utf-8"))}
    assert {"run", "dev", "test", "pictures"} <= named
    assert named - targets == set()


# --- types -----------------------------------------------------------------------------------------------------------
def test_nobody_is_excused_from_the_types_without_a_reason() -> None:
    """Tests alone have error codes disabled; elsewhere each line that the checker passes over says why."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert [each["module"] for each in settings["overrides"]] == ["tests.*"]
    unexplained = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "type: ignore" in line and not re.search(r"# type: ignore\[[a-z, -]+\]  # \w", line)
    ]
    assert unexplained == []


# --- retired words ---------------------------------------------------------------------------------------------------
# Words of an earlier design, each with the one that took its place. Columns of the database keep their names.
RETIRED = {
    "promise": "outbox item",
    "promises": "outbox",
    "bury": "dead_letter",
    "owed": "pending",
    "revive": "requeue",
    "wall": "isolation",
    "only_one": "advisory_lock",
    "press": "pdf",
    "doors": "sign-in methods",
    "way_in": "staff login",
    "paging": "paginator",
    "missions": "gateways/mfa",
    "handed_in": "case_files",
    "issuing": "document_facts",
    "life": "card_lifecycle",
    "moves": "transitions",
    "away": "GatewayUnavailableError",
}
# These are gone from the tests' names as well.
RETIRED_EVERYWHERE = {
    "hopeless": "PermanentError",
    "keep_promise": "deliver",
    "make_good": "deliver",
    "locked_in": "isolation",
    "kept_posts": "form_recovery",
    "answers_survive": "recoverable",
    "belongings": "personal_data",
    "untold": "not exported",
    "clearing": "retention",
    "attending": "handling",
    "act": "HandlingStep",
    "rehearsal": "dry_run",
    "conform": "pdfa",
    "derivation": "totp_secret",
    "look_only": "read_only_admin",
    "card_way": "card_tracking",
    "putting": "apply_seal",
    "posting": "shipping",
    "preparing": "checklist",
    "duty": "Permission",
    "not_now": "InvalidStateError",
    "wrong_actor": "NotPermittedError",
    "workflow": "engine",
}
# Names that are wrong as a whole, though a longer name may hold the word: ``StateMachine`` says which machine.
RETIRED_CLASSES = {"Act", "Away", "Changed", "Deed", "Duty", "Machine", "Move", "Refused", "Role"}
RETIRED_MODULES = {
    *("arrivals", "attempts", "fitting", "ground", "listing", "lookups", "machine", "office", "pen", "refused"),
    *("relay", "remarks", "requested", "serve", "verdicts", "who"),
    # Each stood for several things at once, in one app or in two.
    *("doors", "papers", "problems", "reading", "sealer", "standing", "wording"),
}


def split_words(name: str) -> str:
    """``keepPromise``, ``KeepPromise`` and ``keep_promise`` are the same words: ``_keep_promise_``."""
    return f"_{'_'.join(re.findall(r'[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+', name))}_".lower()


def list_identifiers(folder: str) -> set[str]:
    """Return the names of all modules, folders, functions and classes below a folder, without migrations."""
    names = set()
    for path in (ROOT / folder).rglob("*.py"):
        if "migrations" in path.parts:
            continue
        names |= {path.stem, path.parent.name}
        definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        names |= {node.name for node in nodes if isinstance(node, definitions)}
    return names


def find_retired(names: Iterable[str], words: dict[str, str]) -> set[str]:
    """Return a complaint for each name that contains a retired word."""
    return {
        f"{name}: say {words[word]} instead of {word}"
        for name in names
        for word in words
        if f"_{word}_" in split_words(name)
    }


def test_retired_words_do_not_come_back() -> None:
    found = set().union(*(find_retired(list_identifiers(app), RETIRED | RETIRED_EVERYWHERE) for app in APPS))
    assert found == set()
    assert find_retired(list_identifiers("tests"), RETIRED_EVERYWHERE) == set()
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    assert {path.stem for path in paths} & RETIRED_MODULES == set()
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    classes = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    assert "StateMachine" in classes
    assert classes & RETIRED_CLASSES == set()


@pytest.mark.parametrize("name", ["keep_promise", "KeepPromise", "Promise", "old_promise", "NotNow", "NotNowError"])
def test_a_retired_word_is_found(name: str) -> None:
    assert find_retired([name, "compromise", "factor"], RETIRED | RETIRED_EVERYWHERE)
    assert not find_retired(["compromise", "factor", "lifecycle"], RETIRED | RETIRED_EVERYWHERE)
