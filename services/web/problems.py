"""Refusals on their way to people: a status and a text for every code, and pages for what went wrong."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from litestar import Response
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.response import Redirect, Template

from domain.errors import DomainError
from infra.translation.translator import Translator
from services.web.access import NotSignedIn, RoleIsNotEnough
from services.web.bearing import TooManyCalls
from services.web.forms import Form
from services.web.pages import AnyRequest, language_in_address, page, see, translator_in, translator_of
from services.web.place import NotFound

STATUS: Final[Mapping[str, int]] = {
    "answer_is_off_the_scale": 422,
    "unknown_question": 422,
    "field_is_unreadable": 422,
    "text_is_missing": 422,
    "text_is_too_long": 422,
    "nobody_is_here": 422,
    "address_is_malformed": 422,
    "measurement_is_closed": 409,
    "measurement_is_paused": 409,
    "measurement_is_not_completed": 409,
    "something_is_agreed": 409,
    "field_is_talked_about": 409,
    "nothing_to_adopt": 409,
    "medians_have_moved": 409,
    "unknown_field": 422,
    "measurement_is_voided": 409,
    "measurement_is_open": 409,
    "nothing_answered_yet": 409,
    "too_few_to_reveal": 409,
    "dissent_has_moved": 409,
    "session_is_over": 410,
    "code_lets_nobody_in": 410,
    "too_many_own_questions": 409,
    "own_question_has_moved": 409,
    "own_question_is_in_use": 409,
    "answer_has_moved": 409,
    "comment_has_moved": 409,
    "action_has_moved": 409,
    "action_is_over": 409,
    "action_is_not_agreed": 409,
    "verdict_is_missing": 422,
    "unknown_action": 409,
    "unknown_partner": 404,
    "partner_is_named_already": 409,
    "partner_has_people": 409,
    "unknown_member": 404,
    "address_belongs_already": 409,
    "invitation_is_gone": 409,
    "invitation_refused": 410,
    "answer_link_refused": 410,
    "invitation_holds_no_more": 410,
    "invited_round_is_closed": 410,
    "invitation_is_revoked": 409,
    "nobody_is_invited": 409,
    "sign_in_link_refused": 410,
    "stop_link_refused": 410,
    "workspace_name_is_taken": 409,
    "slug_is_malformed": 422,
    "municipality_is_ambiguous": 422,
    "instrument_is_unknown": 409,
    "instrument_is_unreadable": 422,
    "instrument_is_unsound": 422,
    "instrument_is_another": 422,
    "file_is_missing": 422,
    "file_is_too_large": 413,
    "file_is_published_already": 409,
    "published_version_never_changes": 409,
    "version_is_too_low": 409,
    "version_follows_another": 409,
    "draft_is_gone": 409,
    "draft_has_moved": 409,
    "draft_is_in_review": 409,
    "draft_is_not_in_review": 409,
    "draft_is_not_approved": 409,
    "draft_is_approved": 409,
    "somebody_else_approves": 409,
    "version_is_not_published": 409,
    "version_is_retired": 409,
    "version_is_on_offer": 409,
    "last_version_stays": 409,
    "last_administrator_stays": 409,
    "letters_are_for_administrators": 403,
    "administrator_is_needed": 403,
    "sharing_is_for_administrators": 403,
    "only_municipalities_share": 409,
    "contributions_are_behind": 503,
    "classification_is_unsound": 422,
    "classification_is_too_large": 413,
    "another_administrator_is_needed": 409,
    "erasure_must_wait": 409,
    "erasure_is_decided": 409,
    "reason_tells_too_much": 422,
    "audit_access_is_in_the_past": 422,
    "audit_access_is_too_long": 422,
    "audit_access_is_over": 409,
    "audit_access_is_accepted": 409,
    "access_token_needs_a_scope": 422,
    "access_token_lasts_too_long": 422,
    "access_token_is_issued": 409,
    "rule_is_not_understood": 422,
    "begins_off_the_rule": 422,
    "begins_in_the_past": 422,
    "rounds_would_overlap": 422,
    "open_for_too_long": 422,
    "reminders_outside_the_round": 422,
    "nothing_is_chosen": 422,
    "plan_has_moved": 409,
    "round_is_about_to_open": 409,
    "words_have_moved": 409,
    "round_is_not_planned": 409,
    "campaign_is_cancelled": 409,
    "round_is_over": 409,
    "postponed_too_far": 422,
    "proposal_is_unknown": 404,
    "proposal_is_withdrawn": 409,
    "proposal_is_accepted": 409,
    "proposal_is_over": 409,
    "command_id_reused": 409,
    "quarter_is_not_over": 409,
    "later_quarter_is_published": 409,
    "release_is_ordered": 409,
    "release_is_proposed": 409,
    "version_is_another": 409,
    "order_is_gone": 409,
    "snapshot_never_changes": 409,
    "proposal_is_gone": 409,
    "proposal_has_moved": 409,
    "audit_is_not_passed": 409,
    "history_has_moved": 409,
    "approved_by_them": 409,
    "proposal_is_approved": 409,
    "approval_is_missing": 409,
    "quarter_is_unreadable": 422,
    "rule_set_is_unknown": 422,
    "too_many_at_once": 503,
    "too_many_requests": 429,
    "no_such_thing": 404,
}
"""Each code has a text `problem.<code>` in every language (tested)."""

WAYS_IN: Final = frozenset({"invitation_refused", "sign_in_link_refused"})
"""What can be mended by asking for a link."""

TITLES: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(("answer_link_refused", "invitation_holds_no_more", "invited_round_is_closed"), "alone.refused.title")
)
"""Where nothing went wrong, and somebody is only told how it is."""

NOWHERE: Final[Mapping[str, str]] = MappingProxyType({})

logger = logging.getLogger("samson.web")


def words(t: Translator, error: DomainError) -> str:
    """What happened, what is safe, what to do: in the reader's language. A `reason` in the data has its own text."""
    code = error.code.replace("_", "-")
    values = {name: _word(t, value) for name, value in error.data.items()}
    if "reason" in values:
        reason = str(values["reason"]).replace("_", "-")
        return t(f"problem.{code}.{reason}", **t.fitting(f"problem.{code}.{reason}", values))
    return t(f"problem.{code}", **t.fitting(f"problem.{code}", values))


def _word(t: Translator, value: object) -> str | int:
    match value:
        case int() if not isinstance(value, bool):
            return value
        case datetime():
            return t.moment(value)
        case _:
            return str(value)


def show_again(
    request: AnyRequest,
    error: DomainError,
    template: str,
    form: Form,
    *,
    at: Mapping[str, str] = NOWHERE,
    **context: object,
) -> Template:
    """The page of the form again: what the refusal says, at the field that it is about, and everything typed.

    `at` says of a code which field it is about, where the refusal does not say so itself.
    """
    field = error.data.get("field") or at.get(error.code)
    said = words(translator_of(request), error)
    return page(
        request,
        template,
        status=STATUS[error.code],
        errors={field: said} if field else {},
        refusal=None if field else said,
        typed=form.typed,
        **context,
    )


def show_refusal(request: AnyRequest, error: DomainError) -> Template:
    """For a refusal that no page of its own has answered with the form again."""
    t = translator_of(request)
    return page(
        request,
        "problem.html",
        status=STATUS[error.code],
        title=t(TITLES.get(error.code, "problem.refused.title")),
        explanation=words(t, error),
        sign_in_again=error.code in WAYS_IN,
    )


def show_not_found(request: AnyRequest, _: Exception) -> Template:
    return _show(request, 404, "problem.not-found.title", "problem.not-found.explanation")


def ask_to_sign_in(request: AnyRequest, _: NotSignedIn) -> Redirect:
    """Back to the page afterwards, where the page was one to look at."""
    wanted = request.url.path if request.method == "GET" else "/workspaces"
    return see(f"/sign-in?next={quote(wanted)}")


def show_role(request: AnyRequest, _: RoleIsNotEnough) -> Template:
    return _show(request, 403, "problem.role.title", "problem.role.explanation")


def show_stale_form(request: AnyRequest, _: PermissionDeniedException) -> Template:
    """The form's token is missing or old: a cookie was deleted, or the page was sent from elsewhere."""
    return _show(request, 403, "problem.stale-form.title", "problem.stale-form.explanation")


def show_too_many_calls(request: AnyRequest, error: TooManyCalls) -> Template:
    seconds = int(error.wait.total_seconds())
    shown = _show(request, 429, "problem.too-many-calls.title", "problem.too-many-calls", seconds=seconds)
    shown.headers["retry-after"] = str(seconds)
    return shown


def show_http(request: AnyRequest, error: HTTPException) -> Template:
    if error.status_code in {404, 405}:
        return show_not_found(request, error)
    return _show(request, error.status_code, "problem.request.title", "problem.request.explanation")


def show_failure(request: AnyRequest, error: Exception) -> Response[object] | Template:
    """Our fault. The log has the trace; the page says what is safe and what to do."""
    logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _show(request, 500, "problem.failure.title", "problem.failure.explanation")


def _show(request: AnyRequest, status: int, title: str, explanation: str, **values: int) -> Template:
    """In the language that the address asks for: that is how its own head offers the others, where it has no form."""
    language = language_in_address(request)
    t = translator_in(language)
    return page(
        request,
        "problem.html",
        status=status,
        t=t,
        language=language,
        title=t(title),
        explanation=t(explanation, **values),
    )


HANDLERS: Final[dict[int | type[Exception], Callable[[AnyRequest, Any], Response[Any]]]] = {
    DomainError: show_refusal,
    NotFound: show_not_found,
    NotSignedIn: ask_to_sign_in,
    RoleIsNotEnough: show_role,
    TooManyCalls: show_too_many_calls,
    PermissionDeniedException: show_stale_form,
    HTTPException: show_http,
    Exception: show_failure,
}
