"""An export that was made while version 0 was measured with is as good as it was then."""

import tomllib

from services.verifier.verify import read_instrument
from tests.audit.second_figures import wordless

FILE = """
id = "samson"
version = 0
demonstration = true
languages = ["nb"]

[[values]]
id = "openness"
chapter = "5"
name.nb = "Åpenhet"
meaning.nb = "Å slippe andre inn."

[[values.ambitions]]
id = "openness-1"
statement.nb = "Vi slipper andre inn."

[[fields]]
id = "equality"
number = 1
chapter = "6"
name.nb = "Likeverdighet"
meaning.nb = "Hvem som har noe å si."

[[fields.questions]]
id = "1-1"
name.nb = "Rom for alle"
statement.nb = "Alle slipper til."
help.nb = "Hvem?"
scale.low.nb = "Få."
scale.middle.nb = "Noen."
scale.high.nb = "Alle."
links = { openness = 2 }
thickness = true
chapter = "6, 9"
"""

SHA256 = "3195c230f0edd692ea37e2ab8b6818d46292cda5ea1aa8986bf4afd34c5d309f"
"""As the events of that time say it."""


def test_both_verifiers_hash_version_0_as_it_was_hashed():
    assert read_instrument(FILE.encode())[1].sha256 == SHA256
    assert wordless(tomllib.loads(FILE)) == SHA256


def test_whether_it_was_a_demonstration_is_part_of_the_hash():
    forged = FILE.replace("demonstration = true", "demonstration = false")
    assert read_instrument(forged.encode())[1].sha256 != SHA256
    assert wordless(tomllib.loads(forged)) != SHA256
