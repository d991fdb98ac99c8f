"""Labels around a circle, whichever figures stand under them."""

from services.reports.radial_labels import Label, Layout, Room, lay_out

ROOM = Room(half_width=150, size=12.5, gap=10, widest=90, smallest_radius=60, whole_words_from=70, largest_radius=108)
NAMES = ("Likeverdighet", "Felles mål", "Kommunikasjon", "Forankring", "Tilrettelegging")


def laid_out(*figures: str) -> Layout:
    found = lay_out([Label(name, figure) for name, figure in zip(NAMES, figures, strict=True)], ROOM)
    assert found is not None
    return found


def test_labels_stand_in_the_same_place_with_other_figures_and_each_has_its_own() -> None:
    one, other = laid_out("1,1", "4,4", "0,7", "9,9", "5,0"), laid_out("7,3", "1,0", "2,2", "4,8", "6,4")
    assert [(box.left, box.top, box.width) for box in one.boxes] == [
        (box.left, box.top, box.width) for box in other.boxes
    ]
    assert [box.note for box in other.boxes] == ["7,3", "1,0", "2,2", "4,8", "6,4"]


def test_a_figure_of_more_signs_gets_the_room_that_it_needs() -> None:
    assert laid_out("10,0", "–", "–", "–", "–").boxes[0].note == "10,0"
