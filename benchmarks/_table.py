"""What every benchmark prints: a small table, then one line that says whether its bound holds."""

from __future__ import annotations

from collections.abc import Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints rows under a header, columns as wide as their widest cell."""
    cells = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    for row in cells:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def verdict(name: str, *, figures: Sequence[tuple[float, str, float]]) -> None:
    """Prints the last line: each figure with unit and lower bound, and whether all hold."""
    said = ", ".join(f"{figure:.2f} {unit} (bound {bound:g})" for figure, unit, bound in figures)
    holds = all(figure >= bound for figure, _, bound in figures)
    print(f"{name}: {said}: {'holds' if holds else 'falls short'}")
