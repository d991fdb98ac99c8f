"""What OpenAPI is told of parameters that are read by hand, because their names hold a table's own."""

from dataclasses import dataclass
from typing import Final

from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIType, Operation, Parameter, Schema

from services.web.machine_problems import Problem

_PROBLEM: Final = "application/problem+json"


def _query(name: str, description: str, *, choices: tuple[str, ...] = (), whole: int = 0) -> Parameter:
    kind = Schema(type=OpenAPIType.INTEGER, minimum=whole) if whole else Schema(type=OpenAPIType.STRING)
    if choices:
        kind.enum = list(choices)
    return Parameter(name=name, param_in="query", description=description, schema=kind)


LANG: Final = _query("lang", "Of labels and notes; nb where nothing is said", choices=("nb", "nn", "en", "no"))

OUTPUT_FORMAT: Final = _query("outputformat", "json-stat2 where nothing is said", choices=("json-stat2", "csv", "xlsx"))

VALUE_CODES: Final = Parameter(
    name="valuecodes",
    param_in="query",
    style="deepObject",
    explode=True,
    description=(
        "Of a variable of the table, such as `valuecodes[Quarter]`: codes between commas, or *, ?, top(n), bottom(n), "
        "from(code), to(code), range(code,code). A variable that is not named is taken whole."
    ),
    schema=Schema(type=OpenAPIType.OBJECT, additional_properties=Schema(type=OpenAPIType.STRING)),
)

SEARCH: Final = (
    _query("query", "Words that stand in the table's name, code or variables"),
    _query("pastdays", "Only tables in which something was published in so many days", whole=1),
    _query("includediscontinued", "Read and not needed: no table is discontinued", choices=("true", "false")),
    _query("pagenumber", "1 where nothing is said", whole=1),
    _query("pagesize", "At most so many on a page", whole=1),
)


@dataclass
class Worded(Operation):
    """Takes `lang`."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), LANG]


@dataclass
class Searching(Operation):
    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), LANG, *SEARCH]


@dataclass
class Choosing(Operation):
    """Takes codes in the address."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), LANG, OUTPUT_FORMAT, VALUE_CODES]


@dataclass
class Asking(Operation):
    """Takes codes in its body."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), LANG, OUTPUT_FORMAT]


def _problems(*told: tuple[int, str]) -> dict[int, ResponseSpec]:
    return {status: ResponseSpec(Problem, description=said, media_type=_PROBLEM) for status, said in told}


_OF_ANY_CALL: Final = _problems(
    (400, "The call can't be read: `detail` names the code or parameter"),
    (429, "Too many calls from this machine: wait as long as Retry-After says"),
)
_SAME: Final = {304: ResponseSpec(None, description="The same as the ETag in If-None-Match says")}

READING: Final = _OF_ANY_CALL | _SAME
OF_ONE: Final = READING | _problems((404, "There is no such table or release"))
OF_FILE: Final = OF_ONE | _problems((503, "The PDF is not printed yet: try again after as long as Retry-After says"))
DATA: Final = OF_ONE | _problems((403, "The selection has too many cells"))
QUERY: Final = _OF_ANY_CALL | _problems((403, "The selection has too many cells"), (404, "There is no such table"))
