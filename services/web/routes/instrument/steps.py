"""The way of a draft to publication, and of a version out of use and back: a button each on the page of a version."""

from collections.abc import Callable
from typing import Any, Final

from litestar import Response, post
from litestar.params import FromPath

from domain.errors import DomainError
from domain.instrument.publication.decisions import (
    AboutDraft,
    AboutPublication,
    ApproveDraft,
    PublishDraft,
    ReinstateVersion,
    RequestReview,
    RetireVersion,
    ReturnDraft,
    WithdrawDraft,
)
from services.application.instruments import SAMSON, decide_version
from services.application.world import World
from services.web.access import ks_analyst
from services.web.at_ks import caller_of
from services.web.forms import Form
from services.web.given import GivenForm, GivenWorld
from services.web.pages import AnyRequest, see
from services.web.problems import show_again
from services.web.routes.instrument.loading import HERE, one_version

ONE: Final = f"{HERE}/{{version:int}}"


@post(f"{ONE}/review", opt=ks_analyst())
async def request_review(
    request: AnyRequest, world: GivenWorld, form: GivenForm, version: FromPath[int]
) -> Response[Any]:
    def asked() -> AboutDraft:
        return RequestReview(instrument=SAMSON, version=version, seen=form.words("seen"))

    return await _decided(request, world, form, version, asked)


@post(f"{ONE}/approval", opt=ks_analyst())
async def approve_draft(
    request: AnyRequest, world: GivenWorld, form: GivenForm, version: FromPath[int]
) -> Response[Any]:
    def asked() -> AboutDraft:
        return ApproveDraft(instrument=SAMSON, version=version, seen=form.words("seen"))

    return await _decided(request, world, form, version, asked)


@post(f"{ONE}/return", opt=ks_analyst())
async def return_draft(
    request: AnyRequest, world: GivenWorld, form: GivenForm, version: FromPath[int]
) -> Response[Any]:
    def asked() -> AboutDraft:
        seen, reason = form.words("seen"), form.words("return_reason")
        return ReturnDraft(instrument=SAMSON, version=version, seen=seen, reason=reason)

    return await _decided(request, world, form, version, asked)


@post(f"{ONE}/withdrawal", opt=ks_analyst())
async def withdraw_draft(
    request: AnyRequest, world: GivenWorld, form: GivenForm, version: FromPath[int]
) -> Response[Any]:
    def asked() -> AboutDraft:
        seen, reason = form.words("seen"), form.words_if_any("withdraw_reason")
        return WithdrawDraft(instrument=SAMSON, version=version, seen=seen, reason=reason)

    return await _decided(request, world, form, version, asked)


@post(f"{ONE}/publication", opt=ks_analyst())
async def publish_draft(
    request: AnyRequest, world: GivenWorld, form: GivenForm, version: FromPath[int]
) -> Response[Any]:
    def asked() -> AboutDraft:
        return PublishDraft(instrument=SAMSON, version=version, seen=form.words("seen"))

    return await _decided(request, world, form, version, asked)


@post(f"{ONE}/retirement", opt=ks_analyst())
async def retire_version(
    request: AnyRequest, world: GivenWorld, form: GivenForm, version: FromPath[int]
) -> Response[Any]:
    def asked() -> AboutPublication:
        return RetireVersion(instrument=SAMSON, version=version, reason=form.words("retire_reason"))

    return await _decided(request, world, form, version, asked)


@post(f"{ONE}/reinstatement", opt=ks_analyst())
async def reinstate_version(
    request: AnyRequest, world: GivenWorld, form: GivenForm, version: FromPath[int]
) -> Response[Any]:
    def asked() -> AboutPublication:
        return ReinstateVersion(instrument=SAMSON, version=version, reason=form.words("reinstate_reason"))

    return await _decided(request, world, form, version, asked)


async def _decided(
    request: AnyRequest,
    world: World,
    form: Form,
    version: int,
    asked: Callable[[], AboutDraft | AboutPublication],
) -> Response[Any]:
    """The page of the version, with what was refused on it or with what is so now."""
    try:
        command, command_id = asked(), form.command_id()
        await decide_version(world, await caller_of(request, world), command, command_id)
    except DomainError as refusal:
        context = await one_version(request, world, version)
        return show_again(request, refusal, "instrument/one.html", form, **context)
    return see(f"{HERE}/{version}")


ROUTES = (
    request_review,
    approve_draft,
    return_draft,
    withdraw_draft,
    publish_draft,
    retire_version,
    reinstate_version,
)
