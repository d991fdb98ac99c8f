import asyncio
import mailbox
import os
import signal
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from infra.mail_catcher import ENVELOPE_HEADER, catch_mail


@contextmanager
def caught(folder: Path, mails: list[EmailMessage], to: list[str]) -> Iterator[list[mailbox.MaildirMessage]]:
    """Run the catcher, and send the mails from a thread as soon as it takes any."""

    def send(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            for mail in mails:
                client.send_message(mail, to_addrs=to)
        os.kill(os.getpid(), signal.SIGTERM)

    asyncio.run(catch_mail(folder, "127.0.0.1", 0, lambda port: threading.Thread(target=send, args=[port]).start()))
    box = mailbox.Maildir(folder)
    yield list(box)
    box.close()


def mail(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "samson@localhost"
    message["To"] = "kari@example.org"
    message["Subject"] = subject
    message.set_content("Hei, her er lenken din: æøå")
    return message


def test_a_mail_is_kept_as_it_came_with_the_address_that_it_was_for(tmp_path: Path) -> None:
    with caught(tmp_path / "new" / "mail", [mail("Velkommen")], ["kari@example.org"]) as kept:
        assert [message["Subject"] for message in kept] == ["Velkommen"]
        assert kept[0][ENVELOPE_HEADER] == "kari@example.org"
        payload = kept[0].get_payload(decode=True)
        assert isinstance(payload, bytes)
        assert payload.decode() == "Hei, her er lenken din: æøå\n"


def test_every_mail_has_a_file_of_its_own(tmp_path: Path) -> None:
    with caught(tmp_path / "mail", [mail("en"), mail("to")], ["a@example.org", "b@example.org"]) as kept:
        assert sorted(str(message["Subject"]) for message in kept) == ["en", "to"]
        assert kept[0][ENVELOPE_HEADER] == "a@example.org, b@example.org"
