"""Tables that leave for a spreadsheet."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


def harmless(value):
    """The text of a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
