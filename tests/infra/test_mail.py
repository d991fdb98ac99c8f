import re
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from aiosmtplib import SMTPException, SMTPRecipientRefused
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from post_office import PostOffice, mailer_to, open_post_office

from domain.ids import PLATFORM
from infra.mail.connections import MailServer
from infra.mail.letter import Enclosure, Item, Letter, Listing, Quoted, Stop, as_html, as_text, styles
from infra.mail.mailer import MailIsRefused, mail_server
from infra.mail.return_paths import MailName

pytestmark = pytest.mark.anyio

MAIL = UUID("0198c0de-0000-7000-8000-00000000abcd")
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LETTER = Letter(
    language="nb",
    subject="Åpne <rommet>",
    paragraphs=("Hei, Åse & Bø!",),
    action="Logg inn",
    link="https://samson.example/x?a=1&b=2",
    link_hint="Eller kopier:",
    notes=("Gjelder i 15 minutter.",),
    signature="Hilsen oss",
)


async def send(office: PostOffice, to: str = "ase@arendal.example", letter: Letter = LETTER) -> None:
    async with mailer_to(office) as mailer:
        await mailer.send(letter, to, MailName(PLATFORM, MAIL), AT)


async def test_a_mail_says_who_it_is_from_and_that_a_machine_sent_it(post_office: PostOffice) -> None:
    await send(post_office)
    (mail,) = post_office.mails
    assert {name: mail[name] for name in ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")} == {
        "From": "SAMSON <post@samson.example>",
        "To": "ase@arendal.example",
        "Subject": "Åpne <rommet>",
        "Date": "Mon, 23 Nov 2026 08:00:00 +0000",
        "Message-ID": f"<{MAIL}@samson.example>",
        "Auto-Submitted": "auto-generated",
    }
    assert mail["Content-Language"] == "nb"
    (envelope,) = post_office.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("post@samson.example", ["ase@arendal.example"])


async def test_a_letter_with_a_list_says_the_same_in_both_forms(post_office: PostOffice) -> None:
    items = (Item("Rydde <låven>", "Gården, innen i dag"), Item("Lage bål", "Gården, innen i morgen"))
    listed = msgspec.structs.replace(LETTER, lists=(Listing("Snart", items),))
    await send(post_office, letter=listed)
    text, html = [str(part.get_content()) for part in post_office.mails[0].iter_parts()]
    assert "Snart:\r\n\r\n– Rydde <låven>\r\n  Gården, innen i dag\r\n\r\n– Lage bål\r\n" in text
    assert html.index("<h2") < html.index("Rydde &lt;låven&gt;") < html.index("Lage bål") < html.index("Logg inn")


async def test_what_somebody_else_says_in_a_letter_is_told_apart_and_stands_before_what_there_is_to_do(
    post_office: PostOffice,
) -> None:
    quoted = Quoted("Arendal skriv", "nn", ("Hei <alle>!\nVi møtest snart.", "Ring Kari."))
    await send(post_office, letter=msgspec.structs.replace(LETTER, quoted=quoted))
    text, html = [str(part.get_content()).replace("\r\n", "\n") for part in post_office.mails[0].iter_parts()]
    assert "Hei, Åse & Bø!\n\nArendal skriv:\n\nHei <alle>!\nVi møtest snart.\n\nRing Kari.\n\nLogg inn:" in text
    paragraphs = re.findall(r'<p lang="nn"[^>]*white-space:pre-line[^>]*>([^<]*)</p>', html)
    assert paragraphs == ["Hei &lt;alle&gt;!\nVi møtest snart.", "Ring Kari."]
    assert html.index("Bø!") < html.index("Arendal skriv:") < html.index("Ring Kari.") < html.index("Logg inn")


def test_a_letter_has_no_style_that_a_page_with_letters_would_not_let_in() -> None:
    whole = msgspec.structs.replace(
        LETTER,
        quoted=Quoted("Vi", "nb", ("Hei",)),
        lists=(Listing("Snart", (Item("a", "b"),)),),
        enclosures=(Enclosure("c", "d.txt", "e"),),
        stop=Stop("f", "https://samson.example/stop"),
    )
    assert set(re.findall(r'style="([^"]*)"', as_html(whole))) == styles()
    assert "<style" not in as_html(whole)


async def test_only_a_letter_that_can_be_stopped_says_how_and_promises_one_click_only_where_it_holds(
    post_office: PostOffice,
) -> None:
    await send(post_office)
    for scheme in ("http", "https"):
        link = f"{scheme}://et.ganske.langt.navn.samson.example/letters/stop/1000-{'x-_' * 15}"
        await send(post_office, letter=msgspec.structs.replace(LETTER, stop=Stop("Slå av", link)))
        assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in post_office.envelopes[-1].content, "on one line"
        assert f"Slå av:\r\n{link}" in post_office.text()
        assert link not in repr(msgspec.structs.replace(LETTER, stop=Stop("Slå av", link)))
    assert [mail["List-Unsubscribe"] is None for mail in post_office.mails] == [True, False, False]
    assert [mail["List-Unsubscribe-Post"] for mail in post_office.mails] == [None, None, "List-Unsubscribe=One-Click"]


async def test_a_mail_says_the_same_in_text_and_in_html(post_office: PostOffice) -> None:
    await send(post_office)
    (mail,) = post_office.mails
    assert mail.get_content_type() == "multipart/alternative"
    text, html = [str(part.get_content()) for part in mail.iter_parts()]
    assert text.replace("\r\n", "\n") == as_text(LETTER)
    assert html.replace("\r\n", "\n").strip() == as_html(LETTER).strip()
    assert "Logg inn:\nhttps://samson.example/x?a=1&b=2\n" in as_text(LETTER)


async def test_what_is_enclosed_is_shown_and_attached_byte_by_byte(post_office: PostOffice) -> None:
    note = "samson.example/log/7\n12\n\n— samson.example/log/7 QUJD\n"
    letter = msgspec.structs.replace(LETTER, enclosures=(Enclosure("Sjekkpunktet", "checkpoint-12.txt", note),))
    await send(post_office, letter=letter)
    (mail,) = post_office.mails
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("checkpoint-12.txt", note.encode())
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert f"Sjekkpunktet:\n\n{note}" in str(text.get_content()).replace("\r\n", "\n")
    assert f">{note}</pre>" in str(html.get_content()).replace("\r\n", "\n")


def test_html_is_in_its_language_has_a_heading_and_escapes_what_people_wrote() -> None:
    html = as_html(LETTER)
    assert '<html lang="nb">' in html
    assert html.count("<h1") == 1
    assert "Åpne &lt;rommet&gt;</h1>" in html
    assert "Hei, Åse &amp; Bø!" in html
    assert html.count('href="https://samson.example/x?a=1&amp;b=2"') == 2


def test_a_letter_hides_its_link_when_printed() -> None:
    assert "samson.example" not in repr(LETTER)


async def test_no_line_of_a_mail_is_longer_than_servers_take_and_none_needs_more_than_seven_bits(
    post_office: PostOffice,
) -> None:
    """Whoever has to rewrite a mail breaks what it was signed with (RFC 5322, 2.1.1; RFC 6376, 5.3)."""
    far = f"https://{'et-langt-navn.' * 15}samson.example/letters/stop/1000-{'x' * 43}"
    letter = msgspec.structs.replace(
        LETTER,
        subject="Åpne rommet " * 30,
        paragraphs=("Å" * 3000, "." + "ord " * 1000, "From oss"),
        stop=Stop("Slå av", far),
        enclosures=(Enclosure("Sjekkpunktet", "checkpoint-12.txt", "— " * 2000),),
    )
    await send(post_office, letter=letter)
    content = post_office.envelopes[0].original_content
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n") if not line.startswith(b"List-Unsubscribe")) <= 78
    assert "Å" * 3000 in post_office.text()


async def test_each_header_that_is_signed_stands_once(post_office: PostOffice) -> None:
    """RFC 5322, 3.6, and what docs/deployment.md tells to sign."""
    await send(post_office, letter=msgspec.structs.replace(LETTER, stop=Stop("Slå av", "https://samson.example/s/x")))
    (mail,) = post_office.mails
    for name in (
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
    ):
        assert len(mail.get_all(name)) == 1, name
    assert mail["Content-Transfer-Encoding"] is None
    assert {part["Content-Transfer-Encoding"] for part in mail.iter_parts()} == {"quoted-printable"}


async def test_a_refused_recipient_is_refused_for_good(post_office: PostOffice) -> None:
    post_office.refusal = "550 no such person as ase@arendal.example"
    with pytest.raises(MailIsRefused) as refusal:
        await send(post_office)
    assert str(refusal.value) == "550"


async def test_a_busy_server_is_worth_another_attempt(post_office: PostOffice) -> None:
    post_office.refusal = "451 come back later"
    with pytest.raises(SMTPRecipientRefused):
        await send(post_office)


async def test_a_lost_connection_is_worth_another_attempt(post_office: PostOffice) -> None:
    post_office.lost = 1
    with pytest.raises((SMTPException, OSError)):
        await send(post_office)
    await send(post_office)
    assert len(post_office.mails) >= 1


@pytest.mark.parametrize(
    "to", ["", "@", "a@@b.no", "a b@c.no", "a@b.no\r\nBcc: x@y.no", "a@b.no, c@d.no", "åse@b.no", "nobody"]
)
async def test_what_is_no_address_is_refused_before_anybody_is_asked(post_office: PostOffice, to: str) -> None:
    with pytest.raises(MailIsRefused, match="malformed"):
        await send(post_office, to)
    assert post_office.envelopes == []


async def test_a_domain_with_norwegian_letters_is_reached(post_office: PostOffice) -> None:
    await send(post_office, "post@ås.kommune.example")
    assert post_office.envelopes[0].rcpt_tos == ["post@xn--s-1fa.kommune.example"]


async def test_a_subject_cannot_smuggle_in_a_header(post_office: PostOffice) -> None:
    letter = msgspec.structs.replace(LETTER, subject="Hei\r\nBcc: x@y.no")
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        await send(post_office, letter=letter)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://post.example", MailServer("post.example", 25, "plain")),
        ("smtp://127.0.0.1:2525", MailServer("127.0.0.1", 2525, "plain")),
        ("smtp+starttls://kari:p%40ss@post.example", MailServer("post.example", 587, "starttls", "kari", "p@ss")),
        ("smtps://post.example", MailServer("post.example", 465, "tls")),
    ],
)
def test_a_servers_address_says_how_to_reach_it(url: str, server: MailServer) -> None:
    assert mail_server(url) == server
    assert "p@ss" not in repr(server)


async def test_we_log_in_where_we_have_a_password(post_office: PostOffice) -> None:
    post_office.url = post_office.url.replace("smtp://", "smtp://kari:hemmelig@")
    await send(post_office)
    assert [(login.login, login.password) for login in post_office.logins] == [(b"kari", b"hemmelig")]


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
async def test_mail_goes_encrypted_to_a_server_whose_certificate_we_trust(
    scheme: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    async with open_post_office(scheme, tls) as office:
        with pytest.raises(ssl.SSLCertVerificationError):
            await send(office)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        await send(office)
    assert len(office.mails) == 1


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of 127.0.0.1, with its key in the same file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    )
    return file
