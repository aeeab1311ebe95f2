"""The recipes of CONTRIBUTING.md lead to places that are there, and to all of them."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from applications import roles
from applications.catalogue.loading import read_catalogue
from applications.demo.officers import OFFICERS
from applications.lifecycle.transitions import TRANSITIONS
from applications.models import Category, DocumentKind, ReasonTemplate
from applications.reports import figures

ROOT = Path(__file__).resolve().parent.parent
TITLES = (
    *("A category", "A document kind", "A language", "A notice", "A transition", "A wizard question", "A gateway"),
    *("A tariff year", "A report", "An officer role"),
)
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
# Not strict: a recipe too many or too few is what the first test tells.
RECIPES = dict(zip(TITLES, re.split(r"^### \d+\. .*$", PAGE, flags=re.M)[1:], strict=False))
APPS = ("applicants", "applications", "documents", "payments", "emuafiyet")
# A path in the text; one with < > stands for many files and is not checked.
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*|Makefile|docker-compose\.yml)`")


def list_files(title: str) -> list[str]:
    return list(dict.fromkeys(PATH.findall(RECIPES[title])))


def list_files_with(word: str, title: str) -> set[str]:
    """The files of a recipe's steps in which a word stands; not its tests, not the translations."""
    steps = PATH.findall(RECIPES[title].rpartition("\nTests: ")[0])
    files = {name for name in steps if not name.endswith(("/", ".po"))}
    return {name for name in files if re.search(rf"\b{word}\b", (ROOT / name).read_text(encoding="utf-8"))}


def list_code() -> list[Path]:
    return [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def test_there_are_ten_recipes_and_each_ends_with_its_tests() -> None:
    assert tuple(re.findall(r"^### \d+\. (.*)$", PAGE, flags=re.M)) == TITLES
    for title, recipe in RECIPES.items():
        last = recipe.strip().rpartition("\n")[2]
        assert last.startswith("Tests: "), title
        assert re.search(r"`tests/[\w/]+/?test_\w+\.py`", last), title


@pytest.mark.parametrize("title", TITLES)
def test_every_file_of_a_recipe_exists(title: str) -> None:
    named = list_files(title)
    assert len(named) >= 4
    assert [name for name in named if not (ROOT / name).exists()] == []


# One example of each recipe that the code base has already, and every place in which it stands.
EXAMPLES = {
    "A notice": (
        "found_appropriate",
        {
            "applications/lifecycle/transitions.py",
            "applications/notices/kinds.py",
            "applications/notices/suspension.py",
            "applications/admin/notices.py",
        },
    ),
    "A transition": (
        "find_appropriate",
        {
            "applications/lifecycle/transitions.py",
            "applications/summaries/timeline.py",
            "applications/casework/decisions.py",
            "applications/admin/review/record.py",
            "applications/reports/figures.py",
            "docs/life-cycle.md",
            "tests/builders/lawful_cases.py",
        },
    ),
    "A wizard question": (
        "insurance_payer",
        {
            "applications/models/answers.py",
            "applications/wizard/work.py",
            "applicants/privacy/data_dictionary.py",
            "applications/demo/people.py",
            "tests/applications/cases.py",
            "tests/builders/page_answers.py",
        },
    ),
    "A gateway": (
        "SGK_URL",
        {
            "applications/gateways/sgk.py",
            "emuafiyet/settings.py",
            "emuafiyet/operations/doctor/table.py",
            "docker-compose.yml",
            "Makefile",
        },
    ),
}


@pytest.mark.parametrize("title", EXAMPLES)
def test_an_example_stands_in_every_place_that_the_recipe_names(title: str) -> None:
    word, places = EXAMPLES[title]
    assert list_files_with(word, title) == places
    # and in no place of the code that the recipe is silent about
    found = {str(path.relative_to(ROOT)) for path in list_code() if re.search(rf"\b{word}\b", path.read_text("utf-8"))}
    assert found - OUTSIDE.get(title, set()) <= places


# Where the example stands for reasons of its own.
OUTSIDE = {"A transition": {"applications/demo/story.py"}}


def test_the_notice_of_the_recipe_has_its_text_and_the_gateway_its_address() -> None:
    assert (ROOT / "templates/mail/found_appropriate.txt").exists()
    assert "found_appropriate" in TRANSITIONS["find_appropriate"].notices
    assert '"SGK"' in (ROOT / "tests/environment.py").read_text(encoding="utf-8")


def test_a_category_and_a_document_kind_are_data() -> None:
    """No code names a category but the demo; a kind that a page of fixed questions asks for is in the catalogue."""
    catalogue = read_catalogue()
    categories = {each["slug"] for each in catalogue["categories"]}
    kinds = {each["slug"] for each in catalogue["document_kinds"]}
    asked = {
        kind for path in list_code() for kind in re.findall(r"\bkind=\"([a-z]+(?:-[a-z]+)+)\"", path.read_text("utf-8"))
    }
    assert {"biometric-photo", "signed-contract"} <= asked <= kinds
    naming = {
        str(path.relative_to(ROOT))
        for path in list_code()
        if categories & set(re.findall(r"\"([a-z-]+)\"", path.read_text(encoding="utf-8")))
    }
    assert naming == {"applications/demo/people.py", "emuafiyet/sandbox/consular_people.py"}


def test_every_language_stands_in_all_its_places() -> None:
    languages = [code for code, _name in settings.LANGUAGES]
    messages = next(line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "makemessages" in line)
    assert re.findall(r"-l (\w+)", messages) == languages[1:]
    assert {path.name for path in (ROOT / "emuafiyet/locale").iterdir()} == set(languages[1:])
    for model, column in ((Category, "name"), (DocumentKind, "name"), (ReasonTemplate, "text")):
        columns = {field.name for field in model._meta.get_fields()}
        assert {f"{column}_{language}" for language in languages} <= columns
    for row in read_catalogue()["document_kinds"]:
        assert set(languages) <= set(row), row["slug"]


def test_the_years_of_the_tariff_are_whole_and_follow_each_other() -> None:
    years = yaml.safe_load((ROOT / "payments/tariff.yaml").read_text(encoding="utf-8"))
    for year in years:
        assert set(year) == {"source", "valid_from", "valid_to", "harc", "harc_half", "valuable_paper"}
        assert set(year["harc"]) == set(year["harc_half"]) == {1, 2, 3}
    for before, after in pairwise(years):
        assert (after["valid_from"] - before["valid_to"]).days == 1


def test_every_report_that_is_written_is_shown() -> None:
    written = {name for name in vars(figures) if re.fullmatch(r"build_\w+_report", name)}
    assert {each.__name__ for each in figures.REPORT_BUILDERS} == written


def test_every_role_has_somebody_in_the_demo_and_a_column_of_the_desk() -> None:
    assert {role.name for *_person, role in OFFICERS} == {role.name for role in roles.ROLES}
    matrix = (ROOT / "tests/applications/test_desk_matrix.py").read_text(encoding="utf-8")
    names = {name for name, value in vars(roles).items() if value in roles.ROLES}
    assert len(names) == len(roles.ROLES)
    assert [name for name in sorted(names) if f"    roles.{name},\n" not in matrix] == []
