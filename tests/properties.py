"""How hard Hypothesis tries: `ordinary`, and `nightly` with `./samson test --nightly`.

Neither gives an example a time limit: a machine that is busy breaks no rule of ours.
"""

from hypothesis import HealthCheck, settings

UNHURRIED = settings(settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("ordinary", UNHURRIED, max_examples=50)
settings.register_profile("nightly", UNHURRIED, max_examples=200)
settings.load_profile("ordinary")
