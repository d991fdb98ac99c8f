"""The way of a quarter to publication: a button each on the page of the quarter."""

from collections.abc import Callable
from typing import Any, Final

from litestar import Response, post
from litestar.params import FromPath

from domain.errors import DomainError
from domain.national.quarter import Quarter
from domain.national_release.decisions import (
    AboutProposal,
    ApproveProposal,
    OrderRelease,
    PublishRelease,
    WithdrawProposal,
)
from services.application.releases.deciding import decide_proposal, order_release
from services.application.world import World
from services.web.access import ks_analyst
from services.web.at_ks import caller_of
from services.web.forms import Form
from services.web.given import GivenForm, GivenWorld
from services.web.pages import AnyRequest, see, see_written
from services.web.problems import show_again
from services.web.routes.releases.loading import HERE, one_quarter, quarter_in

ONE: Final = f"{HERE}/{{quarter:str}}"


@post(f"{ONE}/order", opt=ks_analyst())
async def order(request: AnyRequest, world: GivenWorld, form: GivenForm, quarter: FromPath[str]) -> Response[Any]:
    """The form's id is the order's, so that a double click orders one."""
    wanted = quarter_in(quarter)
    try:
        version, command_id = form.number("version"), form.command_id()
        reason = form.words("order_reason") if version > 1 else form.words_if_any("order_reason")
        command = OrderRelease(
            quarter=wanted, version=version, ruleset=form.number("ruleset"), order=command_id, reason=reason
        )
        await order_release(world, await caller_of(request, world), command, command_id)
    except DomainError as refusal:
        return await _refused(request, world, form, wanted, refusal)
    return see(f"{HERE}/{wanted}")


@post(f"{ONE}/approval", opt=ks_analyst())
async def approve(request: AnyRequest, world: GivenWorld, form: GivenForm, quarter: FromPath[str]) -> Response[Any]:
    return await _decided(request, world, form, quarter, lambda shown: ApproveProposal(**shown))


@post(f"{ONE}/withdrawal", opt=ks_analyst())
async def withdraw(request: AnyRequest, world: GivenWorld, form: GivenForm, quarter: FromPath[str]) -> Response[Any]:
    def asked(shown: dict[str, Any]) -> AboutProposal:
        return WithdrawProposal(**shown, reason=form.words("withdraw_reason"))

    return await _decided(request, world, form, quarter, asked)


@post(f"{ONE}/publication", opt=ks_analyst())
async def publish(request: AnyRequest, world: GivenWorld, form: GivenForm, quarter: FromPath[str]) -> Response[Any]:
    return await _decided(request, world, form, quarter, lambda shown: PublishRelease(**shown))


async def _decided(
    request: AnyRequest, world: World, form: Form, quarter: str, asked: Callable[[dict[str, Any]], AboutProposal]
) -> Response[Any]:
    """The page of the quarter, with what was refused on it or with what is so now."""
    wanted = quarter_in(quarter)
    try:
        shown = {
            "quarter": wanted,
            "release_sha256": form.words("release_sha256"),
            "report_sha256": form.words("report_sha256"),
        }
        command, command_id, caller = asked(shown), form.command_id(), await caller_of(request, world)
        written = await decide_proposal(world, caller, command, command_id)
    except DomainError as refusal:
        return await _refused(request, world, form, wanted, refusal)
    return await see_written(world, caller, written, f"{HERE}/{wanted}")


async def _refused(
    request: AnyRequest, world: World, form: Form, quarter: Quarter, refusal: DomainError
) -> Response[Any]:
    return show_again(request, refusal, "releases/one.html", form, **await one_quarter(request, world, quarter))


ROUTES = (order, approve, withdraw, publish)
