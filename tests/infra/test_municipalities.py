import pytest

from infra.municipalities import MunicipalityIsAmbiguous, find_municipality, municipalities, slug


def test_norway_has_357_municipalities_each_with_its_own_number_and_address():
    assert len(municipalities()) == 357
    assert len({one.number for one in municipalities()}) == 357
    assert len({one.slug for one in municipalities()}) == 357


@pytest.mark.parametrize(
    ("name", "number", "address"),
    [
        ("Arendal", "4203", "arendal"),
        ("arendal ", "4203", "arendal"),
        ("Øvre Eiker", "3314", "ovre-eiker"),
        ("Nore og Uvdal", "3338", "nore-og-uvdal"),
        ("Aurskog-Høland", "3226", "aurskog-holand"),
    ],
)
def test_a_known_name_gets_its_number_and_its_address(name, number, address):
    found = find_municipality(name)
    assert found is not None
    assert (found.number, found.slug) == (number, address)


def test_two_of_one_name_are_told_apart_by_their_number_and_have_the_county_in_the_address():
    with pytest.raises(MunicipalityIsAmbiguous) as refused:
        find_municipality("Herøy")
    assert refused.value.data["numbers"] == "1515 (Møre og Romsdal), 1818 (Nordland)"
    found = find_municipality("Herøy", "1818")
    assert found is not None
    assert found.slug == "heroy-nordland"


def test_what_is_no_norwegian_municipality_is_not_found():
    assert find_municipality("Roskilde") is None
    assert find_municipality("Roskilde", "265") is None


def test_letters_of_other_alphabets_become_plain_ones():
    assert slug("Kárášjohka / Karasjok") == "karasjohka-karasjok"
    assert slug("Århus  Å") == "arhus-a"
