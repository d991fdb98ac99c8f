"""Whether figures of means, as equations, leave everybody's number open, however exact they were. Source: A1.

Rounding is no protection here. A number is given away when its row lies in the space of the published rows: when
nothing is left of it outside that space, which is 1 less its leverage.
"""

import numpy as np

from domain.national.ruleset import RuleSet
from services.disclosure.unknowns import Cell, Matrix, Unknowns

_DEPENDENT = 1e-10
"""A singular value below this, as part of the largest, belongs to a row that others already make up."""


def least_left(unknowns: Unknowns, cells: list[Cell]) -> float:
    """Of any target, for an outsider and any one insider, who knows all its own columns: 1 less the leverage."""
    if not cells or not unknowns.columns:
        return 1.0
    outside = outside_of(unknowns.rows(cells))
    targets, owners = unknowns.targets()
    lengths = (targets**2).sum(axis=1)
    seen = targets @ outside
    left = (seen * targets).sum(axis=1)
    worst = float((left / lengths).min())
    owned = np.array(owners)
    for insiders, own in unknowns.by_number_of_columns():
        about = seen[:, own].transpose(1, 0, 2)
        among = outside[own[:, :, None], own[:, None, :]]
        known = ((about @ np.linalg.pinv(among, rcond=_DEPENDENT, hermitian=True)) * about).sum(axis=2)
        others = owned[None, :] != np.array(insiders)[:, None]
        worst = min(worst, float(((left - known) / lengths)[others].min(initial=1)))
    return worst


def outside_of(rows: Matrix) -> Matrix:
    """The projection onto all that no row says anything of."""
    _, values, basis = np.linalg.svd(rows, full_matrices=False)
    basis = basis[values > _DEPENDENT * values.max()]
    found: Matrix = np.eye(rows.shape[1]) - basis.T @ basis
    return found


def keeps_all_open(unknowns: Unknowns, cells: list[Cell], rules: RuleSet) -> bool:
    return least_left(unknowns, cells) > rules.rank_margin
