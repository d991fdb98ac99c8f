"""What a process has to know about where it runs, read once from the environment."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, get_args
from urllib.parse import urlsplit, urlunsplit

import msgspec

from infra.master_keys import BrokenMasterKeys, MasterKeys, parse_master_keys

Mode = Literal["embedded", "hosted"]
Role = Literal["samson_web", "samson_worker", "samson_projector", "samson_keyring", "samson_ks", "samson_national"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

ASSETS: Final = Path(__file__).parent.parent / "services" / "web" / "frontend" / "node_modules"

LOG_NAME: Final = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
"""It names keys in signed notes, where neither a space nor a plus may stand."""


RETURN_ADDRESS: Final = re.compile(r"[A-Za-z0-9._-]{1,16}@[A-Za-z0-9.-]+")
"""Its first part is short, as a name for each letter is added to it, and has none of the signs that would quote it."""

MAIL_PACE: Final = 5
FASTEST: Final = 1000


class BrokenSetting(Exception):
    """One line: which setting, and what it should be."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The same in every process; each connects to the database as its own role."""

    mode: Mode
    database_url: str
    """As the administrator: for `samson migrate` alone. Everything else uses `role_url`."""
    redis_url: str
    smtp_url: str
    """`smtp://host:port`, or `smtp+starttls://` or `smtps://`, with user and password if need be."""
    base_url: str
    """Where browsers find us, without a slash at the end."""
    mail_from: str
    mail_return: str = ""
    """What the addresses that letters come back to begin with; empty where nobody reads what comes back."""
    mail_pace: int = 0
    """Letters a second to one domain; 0 where there is no limit."""
    master_keys: MasterKeys
    mail_catcher_dir: Path | None = None
    """The Maildir of the mail catcher, where there is one."""
    assets_dir: Path = ASSETS
    """The installed front-end packages."""
    own_log_name: str = ""
    """Where it is not the host of `base_url`."""
    checkpoint_dir: Path | None = None
    """Where every signed checkpoint is put as a file too."""
    witness_url: str = ""
    """The submission prefix of a C2SP witness, without a slash at the end; empty where there is none."""
    proxies: int = 0
    """How many proxies of ours stand in front, each of which adds to `X-Forwarded-For` who asked it."""

    @property
    def log_name(self) -> str:
        """What the origin of every log begins with. Changing it makes other logs of them."""
        return self.own_log_name or urlsplit(self.base_url).hostname or "samson"

    def __repr__(self) -> str:
        return f"Settings({self.mode}, {self.base_url})"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read `SAMSON_…`; raises `BrokenSetting` with one line that names what is missing or wrong."""
        given = os.environ if environment is None else environment
        catcher = given.get("SAMSON_MAIL_CATCHER_DIR")
        assets = given.get("SAMSON_ASSETS_DIR")
        return cls(
            mode=_mode(given),
            database_url=_url(given, "SAMSON_DATABASE_URL", ("postgresql", "postgres")),
            redis_url=_url(given, "SAMSON_REDIS_URL", ("redis", "rediss", "unix")),
            smtp_url=_url(given, "SAMSON_SMTP_URL", ("smtp", "smtp+starttls", "smtps")),
            base_url=_url(given, "SAMSON_BASE_URL", ("http", "https")).rstrip("/"),
            mail_from=_mail_from(given),
            mail_return=_mail_return(given),
            mail_pace=_mail_pace(given),
            master_keys=_master_keys(given),
            mail_catcher_dir=Path(catcher) if catcher else None,
            assets_dir=Path(assets) if assets else ASSETS,
            own_log_name=_log_name(given),
            checkpoint_dir=_folder(given, "SAMSON_CHECKPOINT_DIR"),
            witness_url=_witness(given),
            proxies=_proxies(given),
        )

    def role_url(self, role: Role) -> str:
        """The database's address for one role, with the password that the master key gives it."""
        return with_credentials(self.database_url, role, self.master_keys.database_password(role))


def with_credentials(url: str, user: str, password: str) -> str:
    """The same server and database, for another user. `user` and `password` need no quoting."""
    parts = urlsplit(url)
    servers = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{servers}"))


def with_path(url: str, database: str) -> str:
    """The same server and user, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _required(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "").strip()
    if not value:
        raise BrokenSetting(f"{name} is not set")
    return value


def _mode(given: Mapping[str, str]) -> Mode:
    match given.get("SAMSON_MODE", "hosted"):
        case "embedded":
            return "embedded"
        case "hosted":
            return "hosted"
        case other:
            raise BrokenSetting(f"SAMSON_MODE is {other!r}, not 'embedded' or 'hosted'")


def _url(given: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    """The value itself may hold a password: no error shows it."""
    value = _required(given, name)
    scheme, separator, rest = value.partition("://")
    if not separator or scheme not in schemes or not rest:
        raise BrokenSetting(f"{name} does not begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return value


def _mail_from(given: Mapping[str, str]) -> str:
    value = _required(given, "SAMSON_MAIL_FROM")
    if "@" not in value or any(character in value for character in "\r\n"):
        raise BrokenSetting("SAMSON_MAIL_FROM is not an e-mail address")
    return value


def _mail_return(given: Mapping[str, str]) -> str:
    value = given.get("SAMSON_MAIL_RETURN", "").strip()
    if value and not RETURN_ADDRESS.fullmatch(value):
        raise BrokenSetting("SAMSON_MAIL_RETURN is not an e-mail address with at most 16 characters before its @")
    return value


def _mail_pace(given: Mapping[str, str]) -> int:
    value = given.get("SAMSON_MAIL_PACE", "").strip() or str(MAIL_PACE)
    if not (value.isascii() and value.isdecimal() and int(value) <= FASTEST):
        raise BrokenSetting(f"SAMSON_MAIL_PACE is not a number from 0 to {FASTEST}")
    return int(value)


def _log_name(given: Mapping[str, str]) -> str:
    value = given.get("SAMSON_LOG_NAME", "").strip()
    if value and not LOG_NAME.fullmatch(value):
        raise BrokenSetting("SAMSON_LOG_NAME is not a name like samson.example")
    return value


def _folder(given: Mapping[str, str], name: str) -> Path | None:
    value = given.get(name, "").strip()
    return Path(value) if value else None


def _witness(given: Mapping[str, str]) -> str:
    name = "SAMSON_WITNESS_URL"
    return _url(given, name, ("http", "https")).rstrip("/") if given.get(name, "").strip() else ""


def _proxies(given: Mapping[str, str]) -> int:
    value = given.get("SAMSON_PROXIES", "").strip() or "0"
    if not value.isdecimal() or len(value) > 1:
        raise BrokenSetting("SAMSON_PROXIES is not a number from 0 to 9")
    return int(value)


def _master_keys(given: Mapping[str, str]) -> MasterKeys:
    source = "SAMSON_MASTER_KEY"
    text = given.get(source, "")
    if not text:
        source = "SAMSON_MASTER_KEY_FILE"
        file = Path(_required(given, source))
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BrokenSetting(f"{source}: {file} cannot be read ({type(error).__name__})") from None
    try:
        return parse_master_keys(text)
    except BrokenMasterKeys as error:
        raise BrokenSetting(f"{source}: {error}") from None
