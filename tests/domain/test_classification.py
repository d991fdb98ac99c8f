from datetime import date

import pytest

from domain.national.classification import Classification, ClassificationIsUnsound, read_classification

HEAD = "number,valid_from,valid_to,population,kostra,continued_by\n"


def read(*lines):
    return read_classification((HEAD + "\n".join(lines)).encode())


def problems(*lines, head=HEAD):
    with pytest.raises(ClassificationIsUnsound) as caught:
        read_classification((head + "\n".join(lines)).encode())
    return [(one.line, one.code) for one in caught.value.problems]


def test_a_row_holds_from_its_first_day_up_to_and_without_its_last():
    found = read("1101,2024-01-01,2026-01-01,1999,01,", "1101,2026-01-01,,2000,02,")
    assert found.row("1101", date(2023, 12, 31)) is None
    assert found.row("1101", date(2025, 12, 31)).population == 1999
    assert found.row("1101", date(2026, 1, 1)).kostra == "02"


def test_what_the_file_leaves_open_is_nothing_and_never_a_guess():
    row = read("1101,2026-01-01,,,,").row("1101", date(2027, 1, 1))
    assert (row.population, row.kostra) == (None, None)
    assert Classification().row("1101", date(2027, 1, 1)) is None


def test_a_municipality_that_ended_is_the_one_that_continues_it_from_that_day():
    found = read(
        "1101,2024-01-01,2028-01-01,1999,01,1103", "1103,2024-01-01,2029-01-01,9000,11,1106", "1106,2029-01-01,,,,"
    )
    assert found.number_on("1101", date(2027, 12, 31)) == "1101"
    assert found.number_on("1101", date(2028, 1, 1)) == "1103"
    assert found.number_on("1101", date(2029, 1, 1)) == "1106"
    assert found.new_series("1103", date(2027, 12, 31)) == {}
    assert found.new_series("1103", date(2028, 1, 1)) == {"1101": date(2028, 1, 1)}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("110,2026-01-01,,,,", "bad_number"),
        ("1101,1.1.2026,,,,", "bad_date"),
        ("1101,,,,,", "bad_date"),
        ("1101,2026-01-01,2026-13-01,,,", "bad_date"),
        ("1101,2026-01-01,2026-01-01,,,", "ends_before_it_begins"),
        ("1101,2026-01-01,,0,,", "bad_population"),
        ("1101,2026-01-01,,2 000,,", "bad_population"),
        ("1101,2026-01-01,,,18,", "bad_kostra"),
        ("1101,2026-01-01,,,7,", "bad_kostra"),
        ("1101,2026-01-01,2027-01-01,,,11", "bad_number"),
        ("1101,2026-01-01,,,,1103", "continued_without_end"),
        ("1101,2026-01-01,2027-01-01,,,1101", "continued_by_itself"),
        ("1101,2026-01-01,,,", "wrong_columns"),
        ("1101,2026-01-01,,,,,", "too_many_cells"),
    ],
)
def test_what_is_wrong_is_told_by_its_line(line, code):
    assert problems("1103,2026-01-01,,,,", "", line) == [(4, code)]


def test_every_problem_is_told_and_those_between_lines_too():
    assert problems("1101,2026-01-01,,,,", "x,2026-01-01,,,,", "1101,2027-01-01,,,,") == [
        (3, "bad_number"),
        (4, "overlaps"),
    ]
    after_its_end = problems("1101,2026-01-01,2027-01-01,,,1103", "1101,2027-01-01,,,,")
    assert after_its_end == [(3, "overlaps")]
    circle = problems("1101,2026-01-01,2027-01-01,,,1103", "1103,2026-01-01,2027-01-01,,,1101")
    assert circle == [(2, "continued_in_a_circle"), (3, "continued_in_a_circle")]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"\xff\xfe", "unreadable"),
        (b"", "wrong_columns"),
        (b"number;valid_from\n", "wrong_columns"),
        (HEAD.encode(), "nothing_in_it"),
    ],
)
def test_a_file_that_is_another_is_told_at_its_first_line(file, code):
    with pytest.raises(ClassificationIsUnsound) as caught:
        read_classification(file)
    assert [(one.line, one.code) for one in caught.value.problems] == [(1, code)]


def test_a_mark_of_byte_order_is_no_part_of_the_first_column():
    assert read_classification(b"\xef\xbb\xbf" + (HEAD + "1101,2026-01-01,,,,").encode()).rows


def test_a_county_may_be_given_and_older_files_without_the_column_are_read_as_before():
    head = HEAD.replace("\n", ",county\n")
    found = read_classification((head + "1190,2027-01-01,,,,,11\n1103,2026-01-01,,,,,").encode())
    assert [one.county for one in found.rows] == ["11", None]
    assert read("1103,2026-01-01,,,,").rows[0].county is None
    assert problems("1190,2027-01-01,,,,,1", "1190,2028-01-01,,,,", "1190,2029-01-01,,,,,11,", head=head) == [
        (2, "bad_county"),
        (3, "wrong_columns"),
        (4, "too_many_cells"),
    ]
