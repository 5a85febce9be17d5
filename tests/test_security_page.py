"""newsroom/docs/security.md: every requirement of level 1 of OWASP ASVS 5.0.0 has its verdict."""

from tests.documents import find_section, list_rows

# The requirements of level 1 in each section of the standard.
LEVEL_1 = {
    "1.2": [1, 2, 3, 4, 5],
    "1.3": [1, 2],
    "1.5": [1],
    "2.1": [1],
    "2.2": [1, 2],
    "2.3": [1],
    "3.2": [1, 2],
    "3.3": [1],
    "3.4": [1, 2],
    "3.5": [1, 2, 3],
    "4.1": [1],
    "4.4": [1],
    "5.2": [1, 2],
    "5.3": [1, 2],
    "6.1": [1],
    "6.2": [1, 2, 3, 4, 5, 6, 7, 8],
    "6.3": [1, 2],
    "6.4": [1, 2],
    "7.2": [1, 2, 3, 4],
    "7.4": [1, 2],
    "8.1": [1],
    "8.2": [1, 2],
    "8.3": [1],
    "9.1": [1, 2, 3],
    "9.2": [1],
    "10.4": [1, 2, 3, 4, 5],
    "11.3": [1, 2],
    "11.4": [1],
    "12.1": [1],
    "12.2": [1, 2],
    "13.4": [1],
    "14.2": [1],
    "14.3": [1],
    "15.1": [1],
    "15.2": [1],
    "15.3": [1],
}
NUMBERS = [f"{section}.{number}" for section, numbers in LEVEL_1.items() for number in numbers]


def test_all_seventy_requirements_of_level_1_have_a_verdict_in_order() -> None:
    rows = list_rows(find_section("ASVS, level 1"))
    assert (len(NUMBERS), [row[0] for row in rows]) == (70, NUMBERS)
    assert {row[2] for row in rows} == {"met", "not applicable"}
    assert [row for row in rows if len(row) != 4 or not all(row)] == []


def test_requirements_of_level_2_that_are_not_met_stand_in_order_with_the_reason() -> None:
    rows = list_rows(find_section("ASVS, level 2"))
    numbers = [tuple(map(int, row[0].split("."))) for row in rows]
    assert numbers == sorted(set(numbers))
    # The only requirement of level 1 that asks more on level 2.
    assert {row[0] for row in rows} & set(NUMBERS) == {"3.4.1"}
    assert [row for row in rows if len(row) != 3 or not all(row)] == []
