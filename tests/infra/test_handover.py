import psycopg
import redis


def test_a_test_gets_a_cluster_as_its_superuser(cluster_url: str) -> None:
    with psycopg.connect(cluster_url) as connection:
        row = connection.execute("SELECT current_setting('is_superuser'), current_setting('fsync')").fetchone()
    assert row == ("on", "off")


def test_a_test_gets_a_valkey_that_answers(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()
