"""Numbers as people say them."""


def counted(number: int, what: str) -> str:
    """A number with what it counts, named in the singular: `1 person`, `1,204 people`, `0 repositories`."""
    many = "people" if what == "person" else f"{what.removesuffix('y')}ies" if what.endswith("y") else f"{what}s"
    return f"{number:,} {what if number == 1 else many}"
