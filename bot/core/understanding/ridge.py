"""The little linear algebra that the matcher needs, in plain Python: for up to a few hundred phrasings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul

Matrix = list[list[float]]


def factor(matrix: Sequence[Sequence[float]]) -> Matrix:
    """Return the rows of the lower Cholesky factor; only the lower half of *matrix* is read."""
    rows: Matrix = []
    for i, given in enumerate(matrix):
        row: list[float] = []
        for j in range(i):
            other = rows[j]
            row.append((given[j] - sum(map(mul, row, other))) / other[j])
        row.append(math.sqrt(max(given[i] - sum(map(mul, row, row)), 1e-12)))
        rows.append(row)
    return rows


def solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Solve one symmetric positive system."""
    rows = factor(matrix)
    middle: list[float] = []
    for row, value in zip(rows, right, strict=True):
        middle.append((value - sum(map(mul, row, middle))) / row[-1])
    for i in range(len(rows) - 1, -1, -1):
        row = rows[i]
        x = middle[i] = middle[i] / row[i]
        for j in range(i):
            middle[j] -= row[j] * x
    return middle


def inverse_factor(matrix: Sequence[Sequence[float]]) -> Matrix:
    """Return the columns of the inverse Cholesky factor, each from its diagonal down. 320 rows: a third of a second.

    With these columns c, entry i, j of the inverse of *matrix* is ``tail_product(c[i], c[j])``.
    """
    rows = factor(matrix)
    columns: Matrix = []
    for j in range(len(rows)):
        column = [1.0 / rows[j][j]]
        for i in range(j + 1, len(rows)):
            row = rows[i]
            column.append(-sum(map(mul, row[j:i], column)) / row[i])
        columns.append(column)
    return columns


def tail_product(first: Sequence[float], second: Sequence[float]) -> float:
    """Multiply two columns that end in the same row."""
    shared = min(len(first), len(second))
    product: float = sum(map(mul, first[len(first) - shared :], second[len(second) - shared :]))
    return product
