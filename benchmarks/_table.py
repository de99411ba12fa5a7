"""What every benchmark prints: a small table, then one line that says whether its bound holds."""

from __future__ import annotations

from collections.abc import Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints rows under a header, columns as wide as their widest cell."""
    cells = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    for row in cells:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def verdict(
    name: str,
    *,
    figures: Sequence[tuple[float, str, float]],
    at_most: Sequence[tuple[float, str, float]] = (),
) -> None:
    """Prints the last line: each figure with unit and bound (a lower one, then an upper one), and whether all hold."""
    said = [f"{figure:.2f} {unit} (bound {bound:g})" for figure, unit, bound in figures]
    said += [f"{figure:.2f} {unit} (bound at most {bound:g})" for figure, unit, bound in at_most]
    holds = all(figure >= bound for figure, _, bound in figures) and all(
        figure <= bound for figure, _, bound in at_most
    )
    print(f"{name}: {', '.join(said)}: {'holds' if holds else 'falls short'}")
