from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import TenantId
from infra.mail.reports import LARGEST, read_report
from infra.mail.return_paths import LONGEST_LOCAL, MailName, ReturnPaths
from infra.mail.returned import Report, Why
from infra.master_keys import MasterKey, MasterKeys
from tests.support.returned_mail import PATHS, SAMPLES, returned_to_nobody, sample

NAME = MailName(TenantId(1007), UUID("0198c0de-0000-7000-8000-00000000abcd"))

READ = {
    "postfix-unknown": Report(Why.PERMANENT, "5.1.1"),
    "postfix-expired": Report(Why.PERMANENT, "4.4.1"),
    "postfix-late": Report(Why.TEMPORARY, "4.4.1"),
    "exchange-unknown": Report(Why.PERMANENT, "5.1.10"),
    "exim-unknown": Report(Why.PERMANENT, "5.0.0"),
    "exim-before-dsn": Report(Why.PERMANENT),
    "arf-abuse": Report(Why.COMPLAINT),
    "arf-headers-only": Report(Why.COMPLAINT),
}
NO_REPORTS = {"arf-not-spam", "on-holiday", "read-receipt", "delivered", "forwarded-report"}


def named(message: bytes, paths: ReturnPaths = PATHS) -> list[MailName]:
    found = read_report(message)
    return [name for text in found.names for name in paths.find(text)] if found else []


def test_every_sample_is_tested() -> None:
    assert {file.stem for file in SAMPLES.glob("*.eml")} == READ.keys() | NO_REPORTS


@pytest.mark.parametrize(("which", "report"), READ.items())
def test_a_report_says_what_happened_and_to_which_letter(which: str, report: Report) -> None:
    message = sample(which, NAME)
    found = read_report(message)
    assert found is not None
    assert found.report == report
    assert set(named(message)) == {NAME}


@pytest.mark.parametrize("which", sorted(READ.keys() - {"exim-before-dsn"}))
def test_the_letters_own_name_is_enough_where_the_address_is_lost(which: str) -> None:
    assert set(named(returned_to_nobody(sample(which, NAME)))) == {NAME}


@pytest.mark.parametrize("which", sorted(NO_REPORTS))
def test_what_says_nothing_of_a_letter_that_did_not_arrive_is_no_report(which: str) -> None:
    assert read_report(sample(which, NAME)) is None


def test_line_ends_and_letters_case_are_as_each_server_likes_them() -> None:
    message = sample("postfix-unknown", NAME)
    assert named(message.replace(b"\n", b"\r\n"))[0] == NAME
    token = PATHS.token(NAME).encode()
    assert named(message.replace(token, token.upper()))[0] == NAME


def test_an_address_that_a_forwarder_has_rewritten_still_names_the_letter() -> None:
    address = PATHS.address(PATHS.token(NAME))
    local, _, domain = address.partition("@")
    assert list(PATHS.find(f"SRS0=abcd=xy={domain}={local}@forwarder.example")) == [NAME]


def test_a_letter_that_comes_back_with_all_it_enclosed_is_read_from_its_beginning() -> None:
    message = sample("postfix-unknown", NAME).replace(b"Hei!\n", b"SGVpIQ==\n" * 300_000)
    assert len(message) > 2 * LARGEST
    assert named(message)[0] == NAME


def test_a_forged_name_is_none_of_ours() -> None:
    forger = ReturnPaths("retur@samson.example", MasterKeys(MasterKey("forged", b"f" * 32)))
    assert named(sample("postfix-unknown", NAME, forger)) == []
    assert named(sample("arf-abuse", NAME, forger)) == []


def test_a_name_made_under_an_older_master_key_is_known_and_under_a_lost_one_not() -> None:
    old, new = MasterKey("old", b"o" * 32), MasterKey("new", b"n" * 32)
    token = ReturnPaths("retur@samson.example", MasterKeys(old)).token(NAME)
    rotated = ReturnPaths("retur@samson.example", MasterKeys(new, (old,)))
    assert list(rotated.find(rotated.address(token))) == [NAME]
    assert rotated.token(NAME) != token
    assert list(ReturnPaths("retur@samson.example", MasterKeys(new)).find(rotated.address(token))) == []


names = st.builds(MailName, st.integers(0, 2**31 - 1).map(TenantId), st.uuids())


@given(name=names, local=st.integers(1, LONGEST_LOCAL))
def test_every_letter_has_an_address_of_its_own_that_every_server_takes(name: MailName, local: int) -> None:
    paths = ReturnPaths(f"{'r' * local}@samson.example", MasterKeys(MasterKey("test", b"k" * 32)))
    address = paths.address(paths.token(name))
    assert list(paths.find(address)) == [name]
    assert len(address.partition("@")[0]) <= 64
    assert address.isascii()


@given(name=names, place=st.integers(0, 44), letter=st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_no_sign_of_a_token_can_be_another(name: MailName, place: int, letter: str) -> None:
    token = PATHS.token(name)
    forged = token[:place] + letter + token[place + 1 :]
    found = list(PATHS.find(PATHS.address(forged)))
    assert found == ([name] if forged == token else [])


@given(
    which=st.sampled_from(sorted(READ.keys() | NO_REPORTS)),
    cuts=st.lists(st.tuples(st.integers(0, 3500), st.integers(0, 60), st.binary(max_size=12)), max_size=8),
)
def test_whatever_is_sent_reading_it_never_fails(which: str, cuts: list[tuple[int, int, bytes]]) -> None:
    message = sample(which, NAME)
    for start, length, instead in cuts:
        message = message[:start] + instead + message[start + length :]
    assert set(named(message)) <= {NAME}


@given(message=st.binary(max_size=400))
def test_noise_is_no_report(message: bytes) -> None:
    assert read_report(message) is None


def test_an_address_and_a_text_are_never_part_of_what_is_read() -> None:
    found = read_report(sample("exchange-unknown", MailName(TenantId(1), uuid4())))
    assert found is not None
    assert "kari" not in repr(found)
    assert "RESOLVER" not in repr(found)
