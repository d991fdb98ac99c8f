import base64
from pathlib import Path

import pytest

from infra.master_keys import BrokenMasterKeys, new_master_key_line, parse_master_keys
from infra.settings import BrokenSetting, Settings

KEY = base64.b64encode(bytes(range(32))).decode()
OLD = base64.b64encode(bytes(32)).decode()


def environment(**changes: str) -> dict[str, str]:
    return {
        "SAMSON_MODE": "hosted",
        "SAMSON_DATABASE_URL": "postgresql://admin:secret@db.example:5433/samson?sslmode=require",
        "SAMSON_REDIS_URL": "redis://:secret@valkey.example:6379/0",
        "SAMSON_SMTP_URL": "smtp://mail.example:25",
        "SAMSON_BASE_URL": "https://samson.example/",
        "SAMSON_MAIL_FROM": "samson@samson.example",
        "SAMSON_MASTER_KEY": f"2026:{KEY} 2025:{OLD}",
    } | changes


def test_settings_are_read_from_the_environment() -> None:
    settings = Settings.from_environment(environment())
    assert settings.mode == "hosted"
    assert settings.base_url == "https://samson.example"
    assert settings.master_keys.current.name == "2026"
    assert [key.name for key in settings.master_keys.older] == ["2025"]


def test_letters_keep_a_pace_and_come_back_to_nobody_unless_it_is_said() -> None:
    settings = Settings.from_environment(environment())
    assert (settings.mail_pace, settings.mail_return) == (5, "")
    said = environment(SAMSON_MAIL_PACE="0", SAMSON_MAIL_RETURN="retur@samson.example")
    settings = Settings.from_environment(said)
    assert (settings.mail_pace, settings.mail_return) == (0, "retur@samson.example")


def test_a_role_connects_to_the_same_database_with_a_password_that_the_master_key_gives() -> None:
    settings = Settings.from_environment(environment())
    password = settings.master_keys.database_password("samson_web")
    assert settings.role_url("samson_web") == (
        f"postgresql://samson_web:{password}@db.example:5433/samson?sslmode=require"
    )
    assert len(password) == 64
    assert password != settings.master_keys.database_password("samson_worker")


def test_the_current_master_key_alone_decides_the_passwords() -> None:
    alone = Settings.from_environment(environment(SAMSON_MASTER_KEY=f"2026:{KEY}"))
    assert alone.role_url("samson_web") == Settings.from_environment(environment()).role_url("samson_web")


def test_a_role_url_needs_no_user_in_the_database_url() -> None:
    settings = Settings.from_environment(environment(SAMSON_DATABASE_URL="postgresql://db.example/samson"))
    assert settings.role_url("samson_ks").endswith("@db.example/samson")


@pytest.mark.parametrize(
    "name",
    ["SAMSON_DATABASE_URL", "SAMSON_REDIS_URL", "SAMSON_SMTP_URL", "SAMSON_BASE_URL", "SAMSON_MAIL_FROM"],
)
def test_a_missing_setting_is_named_in_one_line(name: str) -> None:
    given = environment()
    del given[name]
    with pytest.raises(BrokenSetting, match=f"^{name} is not set$"):
        Settings.from_environment(given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAMSON_DATABASE_URL", "mysql://admin:hunter2@db/samson"),
        ("SAMSON_REDIS_URL", "hunter2"),
        ("SAMSON_SMTP_URL", "http://hunter2"),
        ("SAMSON_BASE_URL", "hunter2.example"),
        ("SAMSON_MAIL_FROM", "hunter2\r\nBcc: all@example"),
        ("SAMSON_MAIL_RETURN", "hunter2"),
        ("SAMSON_MAIL_RETURN", "hunter2+retur@samson.example"),
        ("SAMSON_MAIL_RETURN", "hunter2-is-too-long@samson.example"),
        ("SAMSON_MAIL_PACE", "hunter2"),
        ("SAMSON_MAIL_PACE", "-5"),
        ("SAMSON_MAIL_PACE", "1001"),
        ("SAMSON_LOG_NAME", "hunter2 of ours"),
        ("SAMSON_LOG_NAME", "hunter2+1"),
        ("SAMSON_WITNESS_URL", "hunter2.example"),
        ("SAMSON_PROXIES", "hunter2"),
        ("SAMSON_MASTER_KEY", "2026:hunter2"),
        ("SAMSON_MASTER_KEY", f"2026:{base64.b64encode(b'hunter2').decode()}"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not_shown(name: str, value: str) -> None:
    with pytest.raises(BrokenSetting, match=f"^{name}") as refused:
        Settings.from_environment(environment(**{name: value}))
    assert "hunter2" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_logs_are_named_by_the_host_that_browsers_use_unless_they_have_a_name() -> None:
    assert Settings.from_environment(environment()).log_name == "samson.example"
    local = Settings.from_environment(environment(SAMSON_BASE_URL="http://127.0.0.1:8000"))
    assert local.log_name == "127.0.0.1"
    assert (
        Settings.from_environment(environment(SAMSON_LOG_NAME="logs.example/samson")).log_name == "logs.example/samson"
    )


def test_where_checkpoints_go_is_the_operators_to_say() -> None:
    nowhere = Settings.from_environment(environment())
    assert (nowhere.checkpoint_dir, nowhere.witness_url) == (None, "")
    given = environment(SAMSON_CHECKPOINT_DIR="/srv/kept", SAMSON_WITNESS_URL="https://witness.example/w1/")
    settings = Settings.from_environment(given)
    assert (settings.checkpoint_dir, settings.witness_url) == (Path("/srv/kept"), "https://witness.example/w1")


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(BrokenSetting, match="SAMSON_MODE"):
        Settings.from_environment(environment(SAMSON_MODE="demo"))


def test_the_master_keys_can_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "master.keys"
    file.write_text(f"2026:{KEY}\n2025:{OLD}\n")
    given = environment(SAMSON_MASTER_KEY_FILE=str(file))
    del given["SAMSON_MASTER_KEY"]
    settings = Settings.from_environment(given)
    assert settings.master_keys == Settings.from_environment(environment()).master_keys


def test_an_unreadable_master_key_file_is_said_in_one_line(tmp_path: Path) -> None:
    given = environment(SAMSON_MASTER_KEY_FILE=str(tmp_path / "missing"))
    del given["SAMSON_MASTER_KEY"]
    with pytest.raises(BrokenSetting, match=r"^SAMSON_MASTER_KEY_FILE: .* cannot be read"):
        Settings.from_environment(given)


def test_no_secret_shows_in_a_representation() -> None:
    settings = Settings.from_environment(environment())
    shown = repr(settings) + repr(settings.master_keys)
    assert "secret" not in shown
    assert repr(settings.master_keys.current.key) not in shown


def test_a_new_master_key_can_be_read_back_and_found_by_its_name() -> None:
    keys = parse_master_keys(new_master_key_line("first"))
    assert keys.named("first") == keys.current
    assert keys.named("second") is None


@pytest.mark.parametrize("text", ["", "no-name", f":{KEY}", f"one:{KEY}\none:{OLD}"])
def test_broken_master_keys_are_refused(text: str) -> None:
    with pytest.raises(BrokenMasterKeys):
        parse_master_keys(text)
