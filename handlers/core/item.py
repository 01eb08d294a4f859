"""What an item is called where any kind may stand."""


def item_key(kind: str, row_id: int) -> str:
    """What an item is called where any kind may stand: "clue:123"."""
    return f"{kind}:{row_id}"


def item_parts(item: str) -> tuple[str, int]:
    """Its kind and its row; no row has the id 0 of what is no item."""
    kind, _, row_id = item.partition(":")
    return kind, int(row_id) if row_id.isdecimal() else 0
