class CarryError(Exception):
    """A message could not be carried; the text says why, for the administrators' page."""


class Temporary(CarryError):
    """Worth another try later."""


class Permanent(CarryError):
    """No use trying again: the address is refused."""
