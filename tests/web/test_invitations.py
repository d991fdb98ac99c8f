"""Accepting an invitation: a page whose button posts, and then one is in."""

import re

from domain.streams import workspace_stream
from domain.workspace.events import MemberJoined, Role
from infra.caught_mail import caught_mail
from tests.support.towns import Town
from tests.web.conftest import OpenBrowser


def invited(town: Town, browser_for: OpenBrowser, address: str) -> str:
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/people")
    assert page.press("Send invitasjonen", {"E-postadresse": address, "Navn (kan stå tomt)": "Nina Ny"}).status == 200
    town.site.work_off()
    (mail,) = [mail for mail in caught_mail(town.site.settings.mail_catcher_dir) if mail.to == address]
    found = re.search(r"/invitations/\S+", mail.text)
    assert found is not None
    return found.group()


def joined(town: Town) -> int:
    recorded = town.site.run(town.world.log.read_stream(town.workspace.tenant, workspace_stream(town.workspace.tenant)))
    return sum(isinstance(record.event, MemberJoined) for record in recorded)


def test_looking_at_an_invitation_accepts_nothing(town: Town, browser_for: OpenBrowser) -> None:
    link = invited(town, browser_for, "nina1@example.org")
    page = browser_for().open(link)
    page.one("heading", f"{town.workspace.name} vil ha deg med")
    assert "nina1@example.org" in page.text
    assert joined(town) == 1, "the administrator alone"


def test_accepting_leads_into_the_workspace(town: Town, browser_for: OpenBrowser) -> None:
    page = browser_for().open(invited(town, browser_for, "nina2@example.org")).press("Bli med")
    assert (page.status, page.path) == (200, town.home)
    page.one("heading", "Du er ikke med i noe samarbeid ennå")
    assert joined(town) == 2


def test_an_invitation_is_accepted_once(town: Town, browser_for: OpenBrowser) -> None:
    link = invited(town, browser_for, "nina3@example.org")
    first, second = browser_for().open(link), browser_for().open(link)
    assert first.press("Bli med").status == 200
    again = second.press("Bli med")
    assert (again.status, "Invitasjonen er brukt allerede" in again.text) == (410, True)
    assert joined(town) == 2


def test_who_is_signed_in_as_somebody_else_is_told_so_and_becomes_who_was_invited(
    town: Town, browser_for: OpenBrowser
) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    link = invited(town, browser_for, "nina4@example.org")
    page = browser_for(pia).open(link)
    assert f"Du er logget inn som {pia.account.email} nå." in page.text
    assert "nina4@example.org" in page.press("Bli med").text


def test_an_invented_invitation_is_refused(browser_for: OpenBrowser) -> None:
    refused = browser_for().open("/invitations/ikke-et-ekte-token")
    assert (refused.status, "Vi kjenner ikke denne invitasjonen" in refused.text) == (410, True)
