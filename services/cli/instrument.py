"""`samson instrument check FILE`: what keeps an instrument from being published, one line each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from domain.instrument.check import Code, Problem, check
from domain.instrument.model import Instrument
from domain.instrument.reading import InstrumentIsUnreadable, language_sha256, read, structure_sha256
from services.cli.errors import CommandFailed

SENTENCES: Final[Mapping[Code, str]] = {
    "ambition_out_of_order": "should be numbered {expected}: ambition questions are numbered from 1 within their value",
    "bad_chapter": "has chapter “{found}”: write chapter numbers from 1 to 9, such as “6” or “6, 9”",
    "bad_coefficient": "links to {value} with {found}: a link is a whole number from {least} to {most}",
    "bad_id": "has id and version that no file can be found by: small letters, and a version from 0 (now {version})",
    "continued_and_replaced": "replaces {earlier}, which {first} continues: what goes on was not replaced",
    "continued_twice": "continues {earlier}, as {first} does: a series goes on in one question",
    "duplicate_ambition": "is the number of two ambition questions",
    "duplicate_language": "stands twice among the languages",
    "duplicate_name": "is called “{name}” in {language}, as {first} is: two axes would look alike",
    "duplicate_question": "is the number of two questions",
    "field_out_of_order": "has number {found}, and should have {expected} by its place",
    "fields_not_the_seven": "has the fields {found}; the model's are {expected}",
    "follows_no_earlier_version": "follows version {follows}, which is not earlier than itself ({version})",
    "help_without_two_or_three_questions": "needs two or three open questions as help in {language}, each on its line",
    "language_missing": "has no text in {language}",
    "language_undeclared": "has a text in {language}, which is not among the instrument's languages",
    "name_too_long": "is called “{name}” in {language}: {found} characters, at most {most} fit beside an axis",
    "no_links": "is linked to no value",
    "no_origin": "says neither which question of version {follows} it continues nor which it replaces: a new one "
    "has “replaces = []”",
    "no_thickness_marker": "has no question that marks thickness",
    "number_of_ambitions": "has {found} ambition questions; a value has {least} to {most}",
    "origin_without_predecessor": "continues or replaces an earlier question, but the file does not say which version "
    "it follows",
    "question_of_another_field": "stands in the field {field}, whose numbers begin with {number}-",
    "question_out_of_order": "should be numbered {expected}: questions are numbered from 1 within their field",
    "required_language_missing": "is not in {language}: every version is in nb, nn and en",
    "too_few_questions": "has {found} questions; a field has {least} to {most}",
    "too_many_questions": "has {found} questions; a field has {least} to {most}",
    "two_origins": "both continues and replaces earlier questions: it is either the same measure or another",
    "unknown_origin": "names {earlier}, which version {follows} does not have",
    "unknown_value": "links to {value}, which is no value of this instrument",
    "unlinked_value": "is a value that no question links to, so that its weighting would show nowhere",
    "untidy_text": "has an empty line, or blanks at the end of one, in {language}",
    "values_not_the_four": "has the values {found}; the model's are {expected}",
}


@click.group()
def instrument() -> None:
    """Look after the SAMSON instrument's files.

    Example: samson instrument check domain/instrument/samson-v1.toml
    """


@instrument.command(name="check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def check_file(context: click.Context, file: Path) -> None:
    """Check that FILE is a sound instrument. Exits 1 with one line for each problem.

    Example: samson instrument check domain/instrument/samson-v1.toml
    """
    try:
        found = read(file.read_text(encoding="utf-8"))
    except (InstrumentIsUnreadable, UnicodeDecodeError, OSError) as error:
        reason = error.data["reason"] if isinstance(error, InstrumentIsUnreadable) else error
        raise CommandFailed(f"{file} cannot be read as an instrument: {reason}") from error
    problems = check(found)
    for problem in problems:
        click.echo(f"{file}: {sentence(problem)}", err=True)
    if problems:
        context.exit(1)
    click.echo(summary(found))


def sentence(problem: Problem) -> str:
    """One line: what it is about, and what is wrong with it."""
    return f"{problem.where} {SENTENCES[problem.code].format(**problem.data)}"


def summary(found: Instrument) -> str:
    """One line on a sound instrument, with the hashes that would freeze it."""
    languages = ", ".join(f"{language} {sha256[:12]}" for language, sha256 in language_sha256(found).items())
    return (
        f"{found.id} version {found.version} is sound: {len(found.values)} values, {len(found.ambitions)} ambition "
        f"questions, {len(found.fields)} fields, {len(found.questions)} questions; "
        f"structure {structure_sha256(found)[:12]}, words {languages}"
    )
