"""What the page about method takes from the rules, so that it never says another limit than the one that holds."""

from typing import Final

import msgspec

from domain.national.ruleset import RuleSet
from infra.translation.translator import Translator

PARTS: Final = (
    "measures",
    "who",
    "figures",
    "groups",
    "rounding",
    "withheld",
    "noise",
    "audit",
    "cannot",
    "protects",
    "revisions",
    "use",
    "contact",
)
"""In the order of the page: `national-method.<part>` is the heading of each."""


class Limit(msgspec.Struct, frozen=True):
    """So many municipalities are needed for it, at least. `key` names it in `national-method.withheld.<key>`."""

    key: str
    least: int


def limits(rules: RuleSet) -> tuple[Limit, ...]:
    return (
        Limit("mean", rules.mean_from),
        Limit("theme", rules.theme_mean_from),
        Limit("share", rules.share_from),
        Limit("median", rules.median_from),
        Limit("quartiles", rules.quartiles_from),
    )


def told(message: str, rules: RuleSet, t: Translator) -> str:
    """With the numbers of the rules that it has places for. Widths and parts are told in per cent."""
    values: dict[str, str | int] = {
        "mean": rules.mean_from,
        "width": _percent(float(rules.narrowest)),
        "withheld": _percent(float(rules.narrowest_withheld)),
        "differing": rules.differing_from,
        "steady": rules.steady_below,
        "outsider": _percent(rules.outsider_keeps),
        "insider": _percent(rules.insider_keeps),
        "version": rules.version_from,
        "below": rules.noise_below,
        "part": t("national-method.noise.tenth"),
        "rules": rules.version,
    }
    return t(message, **t.fitting(message, values))


def _percent(part: float) -> int:
    return round(part * 100)
