import pytest

from services.web.local_paths import HOME, local_path


@pytest.mark.parametrize("path", ["/", "/workspaces", "/w/arendal?position=12", "/w/arendal/collaborations/new#name"])
def test_a_path_of_ours_is_gone_on_to(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "workspaces",
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "\n//elsewhere.example",
        "///elsewhere.example",
        "javascript:alert(1)",
        "/" + "a" * 500,
        "//[",
    ],
)
def test_nothing_leads_away_from_here(path):
    assert local_path(path) == HOME
