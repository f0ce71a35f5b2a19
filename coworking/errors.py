from django.core.exceptions import ValidationError


class SlotTaken(Exception):
    """Somebody else was quicker: nothing was booked. Views answer 409."""


class NotBookable(ValidationError):
    """The time asked for cannot be booked by anybody; the messages say why."""


class AlreadyYours(NotBookable):
    """The person has this resource at that time: sent twice, it is booked once."""
