"""What attackers do. They have releases, who stands where, and their own numbers: never anybody else's.

Each gives the width of the narrowest interval in which it can place a number, from 0 to the span of 10.
"""

from itertools import combinations

import numpy as np

from domain.national.groups import COUNTRY
from tests.support.country import SCORE

NOTHING = 10.0
HALF_STEP = 0.05


def mean_of(one, group):
    found = one.release.figure(group, SCORE.id).mean
    return None if found is None else float(found)


def members_of(one, group):
    return frozenset(each.number for each in one.snapshot.members(group))


def sums(one):
    """Of every published cell: who, and between which ends their sum lies."""
    found = []
    for group, _ in one.release.published():
        members, mean = members_of(one, group), mean_of(one, group)
        found.append((members, len(members) * (mean - HALF_STEP), len(members) * (mean + HALF_STEP)))
    return found


def narrowed(number, low, high, known=()):
    """The width for one of `number` municipalities whose sum is that, when the attacker knows some of them."""
    low, high, others = low - sum(known), high - sum(known), number - len(known) - 1
    return max(0.0, min(10.0, high) - max(0.0, low - 10 * others))


def by_bounds(one, own=0):
    """A cell by itself, to an insider of the worst number that there is in it."""
    return min((narrowed(len(members), low, high, (own,)) for members, low, high in sums(one)), default=NOTHING)


def by_difference(one, coalition=0.0, knows=0):
    """Two nested cells of one release; some of those in between pool what they know."""
    return by_difference_of(one, one, coalition, knows)


def by_difference_of(earlier, later, coalition=0.0, knows=0):
    """Two cells of two releases, as if nobody's number had moved."""
    widths = [NOTHING]
    for members, low, high in sums(earlier):
        for others, least, most in sums(later):
            if members < others and len(others - members) > knows:
                widths.append(narrowed(len(others - members), least - high, most - low, (coalition,) * knows))
    return min(widths)


def by_coalition(one, known):
    """Some of a cell pool their numbers."""
    widths = [narrowed(len(m), low, high, known) for m, low, high in sums(one) if len(m) > len(known)]
    return min(widths, default=NOTHING)


def by_complement(one, most=4):
    """A cell less cells that do not overlap and lie within it."""
    widths = [NOTHING]
    cells = sums(one)
    for whole, low, high in cells:
        within = [cell for cell in cells if cell[0] < whole]
        for count in range(1, most + 1):
            for chosen in combinations(within, count):
                taken = frozenset().union(*(cell[0] for cell in chosen))
                if len(taken) == sum(len(cell[0]) for cell in chosen) and taken < whole:
                    least = low - sum(cell[2] for cell in chosen)
                    greatest = high - sum(cell[1] for cell in chosen)
                    widths.append(narrowed(len(whole - taken), least, greatest))
    return min(widths)


def by_withheld_mean(one, group):
    """A withheld mean, from a cell that it completes with another: width of its mean, not of a number."""
    wanted, widths, cells = members_of(one, group), [NOTHING], sums(one)
    for whole, low, high in cells:
        for part, least, most in cells:
            if part < whole and whole - part == wanted:
                widths.append(((high - least) - (low - most)) / len(wanted))
    return min(widths)


def by_other_theme(one, told, withheld):
    """Everybody has one collaboration of each of two themes: what the whole leaves of one for the other's mean."""
    whole, part = mean_of(one, COUNTRY), mean_of(one, told)
    if whole is None or part is None or mean_of(one, withheld) is not None:
        return NOTHING
    low, high = 2 * (whole - HALF_STEP) - part - HALF_STEP, 2 * (whole + HALF_STEP) - part + HALF_STEP
    return min(10.0, high) - max(0.0, low)


def by_sum(one, shares):
    """Shares sum to one. Each mean from all the others, to an insider of the worst number, as tenths of what is whole.

    Who knows the rules knows more of a share that is missing by itself: that its mean left no room.
    """
    widths = [NOTHING]
    for group in one.release.figures:
        number = len(members_of(one, group))
        means = [one.release.figure(group, share.id).mean for share in shares]
        if any(mean is not None for mean in means):
            widths += [_worst_insider(number, *ends) for ends in _by_others(means, number)]
    return min(widths)


def _by_others(means, number):
    """Between which ends each mean lies, from 0 to 10."""
    alone = [(0.0, 10.0) if one is None else (10 * float(one) - 0.25, 10 * float(one) + 0.25) for one in means]
    for place, (low, high) in enumerate(alone):
        others = alone[:place] + alone[place + 1 :]
        least = max(0.0, low, 10 - sum(most for _, most in others))
        most = min(10.0, high, 10 - sum(fewest for fewest, _ in others))
        if means[place] is None and None not in means[:place] + means[place + 1 :]:
            closed = [one / 2 for one in range(21) if _worst_insider(number, one / 2 - 0.25, one / 2 + 0.25) < 4]
            lacking = [one for one in closed if one + 0.25 > least and one - 0.25 < most]
            least, most = max(least, min(lacking) - 0.25), min(most, max(lacking) + 0.25)
        yield least, most


def _worst_insider(number, least, most):
    low, high = number * least, number * most
    owns = [one / 20 for one in range(201) if low - 10 * (number - 1) <= one / 20 <= high]
    return min((narrowed(number, low, high, (own,)) for own in owns), default=0.0)


def by_withheld_share(one, group, shares):
    """How narrowly the sum of the others says the mean of a share that is withheld, from 0 to 10."""
    means = [one.release.figure(group, share.id).mean for share in shares]
    ends = list(_by_others(means, len(members_of(one, group))))
    return min((high - low for mean, (low, high) in zip(means, ends, strict=True) if mean is None), default=NOTHING)


def by_change_back(first, second, group):
    """A withheld mean of the release before, of those who are gone: what today's mean less its change leaves of it."""
    figure, then = second.release.figure(COUNTRY, SCORE.id), mean_of(first, COUNTRY)
    if figure.change is None or then is None:
        return NOTHING
    stay, everybody = members_of(second, COUNTRY), members_of(first, COUNTRY)
    assert everybody - stay == members_of(first, group)
    slack = len(everybody) * HALF_STEP + len(stay) * 2 * HALF_STEP
    left = len(everybody) * then - len(stay) * float(figure.mean - figure.change)
    return _mean_between(left - slack, left + slack, len(everybody - stay))


def by_two_changes_back(first, second, third, group):
    """A withheld mean of the release before, from its numbers in two versions of what came after: one has them left.

    Their own numbers of today are known from elsewhere, as is everybody's.
    """
    one, other = (each.release.figure(COUNTRY, SCORE.id).change for each in (second, third))
    if one is None or other is None:
        return NOTHING
    both, before = members_of(second, COUNTRY), members_of(first, COUNTRY)
    rest = (members_of(third, COUNTRY)) & before
    assert both - rest == members_of(first, group)
    return 2 * HALF_STEP * (len(both) + len(rest)) / len(both - rest)


def by_mean_of_a_version(first, second, group):
    """A mean withheld in the first version, of those who are gone in the second: the difference of the country's."""
    one, other = mean_of(first, COUNTRY), mean_of(second, COUNTRY)
    if one is None or other is None:
        return NOTHING
    everybody, stay = members_of(first, COUNTRY), members_of(second, COUNTRY)
    assert everybody - stay == members_of(first, group)
    slack = HALF_STEP * (len(everybody) + len(stay))
    left = len(everybody) * one - len(stay) * other
    return _mean_between(left - slack, left + slack, len(everybody - stay))


def _mean_between(low, high, number):
    return min(10.0, high / number) - max(0.0, low / number)


def by_shares_of_versions(first, second, joined, shares):
    """Means of those who joined in the second version, when one has left: of the country's two, each by its own sum."""
    numbers = [len(members_of(one, COUNTRY)) for one in (first, second)]
    ends = []
    for one, number in zip((first, second), numbers, strict=True):
        means = [one.release.figure(COUNTRY, share.id).mean for share in shares]
        if None in means:
            return NOTHING
        ends.append(list(_by_others(means, number)))
    count = len(members_of(second, joined))
    return min(
        _mean_between(numbers[1] * low - numbers[0] * most, numbers[1] * high - numbers[0] * least + 10, count)
        for (least, most), (low, high) in zip(*ends, strict=True)
    )


def by_changes_of_shares(second, shares):
    """What today's means less their changes leave of the whole of then, for shares that are told neither time.

    It is what all who are there today had of them together, so that none of them had more.
    """
    figures = [second.release.figure(COUNTRY, share.id) for share in shares]
    told = [figure for figure in figures if figure.change is not None]
    if not told or len(told) == len(figures):
        return NOTHING
    least = sum(10 * float(figure.mean - figure.change) - 2 * 0.25 for figure in told)
    return min(10.0, len(members_of(second, COUNTRY)) * max(0.0, 10 - least))


def by_correction(first, second):
    """Two versions of a quarter in the same cell: the municipality that was corrected, if it is alone in it.

    It was at one end or the other before: the attacker knows its old number from elsewhere.
    """
    widths = [NOTHING]
    for group, _ in second.release.published():
        before, after = mean_of(first, group), mean_of(second, group)
        changed = {one.number for one in second.snapshot.members(group)} & corrected(first, second)
        if before is not None and len(changed) == 1:
            widths.append(2 * 2 * HALF_STEP * len(members_of(second, group)) + 0 * after)
    return min(widths)


def corrected(first, second):
    then = {one.number: one for one in first.snapshot.contributors}
    return {one.number for one in second.snapshot.contributors if then.get(one.number) != one}


def by_half(one):
    """How narrowly quartiles and median say what half of a cell have in common."""
    widths = [NOTHING]
    for group, _ in one.release.published():
        figure = one.release.figure(group, SCORE.id)
        if figure.median is not None:
            widths += [float(figure.median), 10 - float(figure.median)]
        if figure.lower_quartile is not None:
            widths.append(float(figure.upper_quartile - figure.lower_quartile))
    return min(widths)


def by_inference(one):
    """The part of the spread that the best linear estimate of anybody leaves, if all numbers are independent."""
    everybody = sorted(each.number for each in one.snapshot.contributors)
    rows = np.array([[number in members for number in everybody] for members, _, _ in sums(one)], dtype=float)
    if not len(rows):
        return 1.0
    seen = np.linalg.pinv(rows) @ rows
    return float(np.sqrt(1 - np.diag(seen)).min())


def by_change(one, group, own):
    """A published change of a panel of so many, to one of them that knows its own."""
    change = one.release.figure(group, SCORE.id).change
    if change is None:
        return 2 * NOTHING
    number = len(members_of(one, group))
    low, high = number * (float(change) - 2 * HALF_STEP) - own, number * (float(change) + 2 * HALF_STEP) - own
    return min(10.0, high + 10 * (number - 2)) - max(-10.0, low - 10 * (number - 2))
