"""Who else wants to know of a line of the log. The rooms above listen; the log knows none of them."""

_listeners = []


def register(listen):
    """``listen(entry)`` is called in the transaction that wrote the line: it may defer a job, and nothing slower."""
    if listen not in _listeners:
        _listeners.append(listen)


def tell(entry):
    for listen in _listeners:
        listen(entry)
