from email.message import EmailMessage

import pytest

from infra.caught_mail import caught_mail


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
