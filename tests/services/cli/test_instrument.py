import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pytest
from instrument_text import encoded, next_version
from instruments import SAMSON
from msgspec.structs import replace

from domain.instrument.check import Code
from infra.translation import LANGUAGES
from infra.translation.catalogue import catalogue
from services.cli.errors import CommandFailed
from services.cli.instrument import _published
from services.cli.main import main
from tests.running_site import opened_site
from tests.support.shelves import publish

SHIPPED = Path(__file__).parents[3] / "domain" / "instrument" / "samson-v1.toml"


@pytest.fixture
def run(capsys):
    def typed(*arguments):
        status = main(["instrument", *(str(argument) for argument in arguments)])
        said = capsys.readouterr()
        return SimpleNamespace(exit_code=status, stdout=said.out, stderr=said.err)

    return typed


@pytest.fixture
def changed(tmp_path):
    def change(old, new):
        file = tmp_path / "samson-v9.toml"
        text = SHIPPED.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return file

    return change


def test_a_sound_file_is_said_to_be_sound_with_its_hashes(run):
    answer = run("check", SHIPPED)
    assert answer.exit_code == 0
    assert answer.stdout.startswith("samson version 1 is sound: 4 values, 12 ambition questions, 7 fields, 52")
    assert answer.stderr == ""


def test_each_problem_is_one_line_on_standard_error(run, changed):
    file = changed('name.nb = "Tid til tillit"', 'name.nb = "Tid til å få tillit til alle"')
    file.write_text(file.read_text(encoding="utf-8").replace('id = "1-4"', 'id = "1-3"', 1), encoding="utf-8")
    answer = run("check", file)
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert answer.stderr.splitlines() == [
        f"{file}: 1-3 is the number of two questions",
        f"{file}: 1-5 should be numbered 1-4: questions are numbered from 1 within their field",
        f"{file}: 1-6 should be numbered 1-5: questions are numbered from 1 within their field",
        f"{file}: 1-7 should be numbered 1-6: questions are numbered from 1 within their field",
        f"{file}: 1-2 is called “Tid til å få tillit til alle” in nb: 28 characters, at most 22 fit beside an axis",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version = 1", "version =", "at line 12"),
        ("version = 1", "version = 1\nrank = 1", "unknown field `rank`"),
        ('chapter = "6"', "chapter = 6", "Expected `str`, got `int`"),
    ],
)
def test_a_file_that_is_no_instrument_is_one_line_on_standard_error(run, changed, old, new, said):
    answer = run("check", changed(old, new))
    assert answer.exit_code == 1
    assert len(answer.stderr.splitlines()) == 1
    assert said in answer.stderr


def test_a_file_that_is_no_text_is_refused(run, tmp_path):
    file = tmp_path / "samson-v9.toml"
    file.write_bytes(b"\xff\xfe\x00")
    answer = run("check", file)
    assert answer.exit_code == 1
    assert len(answer.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_is_refused(run, tmp_path):
    answer = run("check", tmp_path / "samson-v9.toml")
    assert answer.exit_code == 2
    assert "does not exist" in answer.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_own_sentence_in_every_language(language):
    keys = {f"instrument-problem.{code.replace('_', '-')}" for code in get_args(Code)}
    said = {key: message for key, message in catalogue(language).items() if key.startswith("instrument-problem.")}
    assert said.keys() == keys
    assert len({message.forms for message in said.values()}) >= len(keys) - 1


def test_help_has_an_example(run):
    assert "Example: samson instrument check" in run("check", "--help").stdout


@pytest.fixture
def second(tmp_path):
    file = tmp_path / "samson-v2.toml"
    file.write_bytes(encoded(next_version(SAMSON)))
    return file


def test_the_version_that_a_file_follows_is_found_among_the_shipped_ones(run, second):
    answer = run("check", second)
    assert (answer.exit_code, answer.stderr) == (0, "")
    second.write_text(second.read_text().replace('continues = "1-1"', 'continues = "9-9"'))
    assert run("check", second).stderr.splitlines() == [f"{second}: 1-1 names 9-9, which version 1 does not have"]


def test_the_file_of_the_version_before_can_be_handed_along(run, second, tmp_path):
    third = tmp_path / "samson-v3.toml"
    third.write_bytes(encoded(next_version(next_version(SAMSON))))
    assert run("check", third, "--follows", second).exit_code == 0


def test_a_version_that_follows_one_which_is_nowhere_is_told_so(run, second, tmp_path):
    third = tmp_path / "samson-v3.toml"
    third.write_bytes(encoded(next_version(next_version(SAMSON))))
    for answer in (run("check", third), run("check", third, "--follows", SHIPPED)):
        assert answer.exit_code == 1
        assert answer.stderr == f"{third}: samson follows version 2, which is nowhere to be found\n"


def test_a_shipped_version_is_exported_byte_for_byte_without_a_database(run, tmp_path):
    answer = run("export", 1, "-o", tmp_path / "mine.toml")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert (tmp_path / "mine.toml").read_bytes() == SHIPPED.read_bytes()
    assert "samson instrument check" in answer.stdout


def test_an_export_that_cannot_be_written_is_one_clear_line(run, tmp_path):
    answer = run("export", 1, "-o", tmp_path / "nowhere" / "mine.toml")
    assert answer.exit_code == 1
    assert answer.stderr.count("\n") == 1
    assert "cannot be written" in answer.stderr


@pytest.mark.usefixtures("_template")
def test_what_ks_has_published_is_exported_from_the_database(cluster_url, redis_url):
    with opened_site(cluster_url, redis_url) as site:
        file = site.run(publish(replace(site.world, database=site.web), next_version(SAMSON)))
        assert asyncio.run(_published(site.settings, 2)) == file
        assert asyncio.run(_published(site.settings, 1)) == SHIPPED.read_bytes()
        with pytest.raises(CommandFailed, match="version 7 is neither shipped nor published; published: 1, 2"):
            asyncio.run(_published(site.settings, 7))
