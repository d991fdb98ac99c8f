import httpx


def test_it(site):
    for path in ("/", "/privacy", "/method", "/sign-in", "/mail", "/nix"):
        answer = httpx.get(site.address + path)
        assert answer.status_code < 500, answer.text
