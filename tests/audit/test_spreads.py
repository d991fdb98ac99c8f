"""What is published of private answers is what our verifier makes of the counts, and what the other one does."""

import msgspec
from hypothesis import given
from hypothesis import strategies as some

from domain.scoring.tally import Counts, spread_of
from domain.wire import encode_exactly
from services.verifier.verify import spread_of as verified
from tests.audit.second_spreads import spread

COUNTS = some.tuples(*[some.integers(0, 40)] * 11).filter(lambda counts: sum(counts) >= 3)


@given(COUNTS)
def test_three_ways_of_reckoning_a_spread_give_the_same_text(counts: Counts) -> None:
    published = msgspec.json.decode(msgspec.json.encode(spread_of(counts), enc_hook=encode_exactly))
    assert verified(list(counts)) == published
    assert spread(list(counts)) == published
