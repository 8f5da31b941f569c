"""What an hour yielded, held against the truth."""

import numpy as np
from numpy.typing import NDArray

from api.domain.ranking import fit_prior, rank
from bench.routing.hour import Outcome

NEAR = 0.02  # a statement within two points of the tenth is as good as the tenth
LATE = 3  # the last third of the statements to arrive is late

NAMES = (
    "precision", "near", "regret", "lowest", "mean", "late", "early", "coverage", "coverage_top", "microseconds",
)  # fmt: skip


def figures(outcome: Outcome, truth: NDArray[np.float64], people: int, top: int) -> dict[str, float]:
    """Give the figures of NAMES; every router's outcome is ranked by the same ranker.

    ``late`` and ``early`` are the shares of the true top that were found among the statements that arrived in the last
    third and before; they are not a number where the true top has none there.
    """
    ranked = rank(outcome.recognition, outcome.raters, people, fit_prior(outcome.recognition, outcome.raters))
    inside = (truth >= ranked.low - 1e-9) & (truth <= ranked.high + 1e-9)
    chosen = ranked.order[:top]
    return {
        **of_choice(chosen, truth),
        **of_counts(outcome.raters),
        "coverage": float(inside.mean()),
        "coverage_top": float(inside[chosen].mean()),
        "microseconds": outcome.decision,
    }


def of_choice(chosen: NDArray[np.intp], truth: NDArray[np.float64]) -> dict[str, float]:
    """Give what the statements that were chosen as the top are worth."""
    best = np.sort(truth)[::-1][: len(chosen)]
    bar = best[-1] - 1e-9
    wanted = np.flatnonzero(truth >= bar)
    found = np.isin(wanted, chosen)
    is_late = wanted >= len(truth) - len(truth) // LATE
    return {
        "precision": float(np.mean(truth[chosen] >= bar)),
        "near": float(np.mean(truth[chosen] >= bar - NEAR)),
        "regret": float(best.mean() - truth[chosen].mean()),
        "late": float(found[is_late].mean()) if is_late.any() else float("nan"),
        "early": float(found[~is_late].mean()) if (~is_late).any() else float("nan"),
    }


def of_counts(raters: NDArray[np.float64]) -> dict[str, float]:
    """Give the lowest and the mean number of ratings."""
    return {"lowest": float(raters.min()), "mean": float(raters.mean())}
