"""What keeps a text from being published, asked at every door: the editing form, working copies, sets, circuits, rules.

Rooms above register what they look at; the doors ask before they publish, and say the sentences to the person.
"""

texts = []  # ``(page) -> sentences``: what is wrong in the text itself, whoever publishes it
people = []  # ``(page, writers, actor) -> sentences``: who may not publish it alone


def faults(page):
    """``[sentence, ...]``: what must be corrected in this draft before it is published or sent to review."""
    return [sentence for look in texts for sentence in look(page)]


def waits_for(page, *, writers, actor):
    """``[sentence, ...]``: whom this draft waits for.

    ``writers``: keys of the people who wrote what would be published; ``actor``: who publishes, None for a machine.
    """
    return [sentence for look in people for sentence in look(page, writers, actor)]


def refusals(page, *, writers, actor):
    """Everything that keeps this draft, an object of the page's own class, from being published by ``actor``."""
    return [*faults(page), *waits_for(page, writers=writers, actor=actor)]


def writers_since(page, revision_id):
    """Keys of the people who wrote the versions of ``page`` after the one online, or every one of them."""
    found = page.revisions.filter(pk__gt=revision_id) if revision_id else page.revisions
    return {key for key in found.values_list("user_id", flat=True) if key}
