from email.message import EmailMessage

import pytest

from infra.caught_mail import caught_mail, delete_caught_mail, find_caught_mail


@pytest.fixture
def folder(tmp_path):
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    return tmp_path


def test_letters_of_one_second_are_told_newest_first_by_when_they_arrived(folder):
    mail = EmailMessage()
    mail["Date"] = "Fri, 27 Nov 2026 12:00:00 +0000"
    mail.set_content("Hei")
    names = ["1795780800.M98765P7Q1.house", "1795780800.M123456P8Q1.house", "1795780800.M123456P8Q2.house"]
    for name in names:
        (folder / "new" / name).write_bytes(mail.as_bytes())
    assert [one.id for one in caught_mail(folder)] == names[::-1]


def test_a_letter_is_found_by_its_name_whatever_a_mail_program_has_marked_it_with(folder):
    (folder / "cur" / "1795780800.M1P7Q1.house:2,S").write_bytes(b"Subject: Velkommen\n\nHei")
    found = find_caught_mail(folder, "1795780800.M1P7Q1.house")
    assert found is not None
    assert (found.id, found.subject) == ("1795780800.M1P7Q1.house", "Velkommen")


def test_a_letter_that_there_is_not_is_not_found(folder):
    assert find_caught_mail(folder, "../../etc/passwd") is None
    assert find_caught_mail(None, "1795780800.M1P7Q1.house") is None


def test_a_letter_that_is_deleted_is_gone_at_once(folder):
    mail = b"X-Samson-Envelope-To: Kari@example.org\n\nHei"
    (folder / "new" / "1795780800.M1P7Q1.house").write_bytes(mail)
    assert len(caught_mail(folder)) == 1
    delete_caught_mail(folder, "kari@example.org")
    assert caught_mail(folder) == []
