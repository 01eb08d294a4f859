"""How spans of time are said."""


def hours_or_days(seconds: float) -> tuple[int, str]:
    """Hours below two days, else days: nobody compares minutes. With the symbol (SI Brochure, table 8)."""
    hours = max(1, round(seconds / 3600))
    return (hours, "h") if hours < 48 else (round(hours / 24), "d")
