"""Every requirement is proven by a test, and every mark names a requirement that exists."""

from tests.traceability import page, proofs, requirements

WANTED = {number: text for chapter in requirements().values() for number, text in chapter.items()}


def test_the_list_is_whole() -> None:
    resolved = {"A-14", *(f"A-{n}" for n in range(31, 41))}
    assert set(WANTED) == {f"R{n}" for n in range(1, 126)} | {f"L{n}" for n in range(1, 17)} | resolved


def test_every_requirement_has_a_test() -> None:
    assert sorted(set(WANTED) - set(proofs()), key=lambda number: (number[0], abs(int(number[1:])))) == []


def test_every_mark_names_a_requirement() -> None:
    assert set(proofs()) - set(WANTED) == set()


def test_the_page_shows_each_requirement_with_its_tests() -> None:
    shown = page()
    for number, names in proofs().items():
        assert f'id="{number}"' in shown
        assert all(name in shown for name in names)
