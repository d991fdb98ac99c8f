"""The letter of one day to one member: what was written down for it, as far as it is still so."""

from collections.abc import Sequence
from datetime import date

import msgspec

from domain.ids import SubjectId, TenantId
from domain.reminding import Kind
from domain.text import Clear, Sealed, Text
from domain.workspace.state import Workspace
from infra.mail.choices import choice_of
from infra.mail.letter import Item
from infra.mail.stop_links import issue_stop_link
from infra.outbox import TakenWork
from infra.reminders import reminders_of_letter
from infra.translation import Translator
from infra.translation.writing import day_of
from services.application.letters import Reminders, reminder_letter
from services.application.posting import Post, post
from services.application.reminding.judging import Standing, read_workspace, standing_reminders
from services.application.world import World


class ReminderWork(msgspec.Struct, frozen=True):
    """What the letter is about stands beside, in the reminders of the day; its words nowhere before it is sent."""

    member: SubjectId
    day: date


async def send_reminders(office: Post, world: World, taken: TakenWork) -> None:
    """Handler of `mail.reminder`: nothing is sent of what is over, moved or somebody else's by now."""
    work, tenant = msgspec.convert(taken.payload, ReminderWork), taken.tenant
    workspace = await read_workspace(world, tenant)
    if workspace is None or work.member not in workspace.members:
        return
    mine = await _still_standing(world, tenant, workspace, work)
    email = await _opened(world, tenant, [workspace.members[work.member].email])
    if not mine or email[0] is None:
        return
    async with world.database.reading(tenant) as connection:
        choice = await choice_of(connection, tenant, work.member)
    stop = await issue_stop_link(world.database, tenant, work.member, office.clock.now())
    if stop is None:
        return
    t, texts = Translator(choice.language), await _opened(world, tenant, [one.text for one in mine])
    page = f"{office.base_url}{_page(workspace, mine)}"
    letter = reminder_letter(t, _reminders(t, workspace, mine, texts), page, f"{office.base_url}{stop}")
    await post(office, taken, letter, email[0], member=work.member)


async def _still_standing(
    world: World, tenant: TenantId, workspace: Workspace, work: ReminderWork
) -> Sequence[Standing]:
    async with world.database.reading(tenant) as connection:
        written_down = await reminders_of_letter(connection, tenant, work.member, work.day)
    concerned = {one.collaboration for one in written_down}
    today = day_of(world.clock.now())
    standing = await standing_reminders(world, tenant, workspace, concerned, today)
    return [standing[one] for one in written_down if one in standing and work.member in standing[one].readers]


def _reminders(t: Translator, workspace: Workspace, mine: Sequence[Standing], texts: Sequence[str | None]) -> Reminders:
    items: dict[Kind, list[Item]] = {kind: [] for kind in Kind}
    for one, text in zip(mine, texts, strict=True):
        about = t("mail.reminder.about", collaboration=one.collaboration, day=t.day(one.reminder.due))
        items[one.reminder.kind].append(Item(text=text or t("mail.reminder.erased"), about=about))
    return Reminders(workspace=workspace.name, soon=tuple(items[Kind.WEEK_BEFORE]), past=tuple(items[Kind.DAY_AFTER]))


def _page(workspace: Workspace, mine: Sequence[Standing]) -> str:
    """The action's own, or the nearest page that leads to all of them."""
    home, reminders = f"/w/{workspace.slug}", [one.reminder for one in mine]
    board = f"{home}/collaborations/{reminders[0].collaboration}/actions"
    if len({one.action for one in reminders}) == 1:
        return f"{board}/{reminders[0].action}"
    return board if len({one.collaboration for one in reminders}) == 1 else home


async def _opened(world: World, tenant: TenantId, texts: Sequence[Text]) -> list[str | None]:
    """In the same order; `None` is one that was erased."""
    found = await world.keyring.open(tenant, [text for text in texts if isinstance(text, Sealed)])
    return [text.text if isinstance(text, Clear) else found[text] for text in texts]
