"""Why a change was refused. The text is for the editor."""


class Refused(Exception):
    """What is asked cannot be done now; ``str()`` says why, in words for the screen."""


class Disagreement(Refused):
    """Texts disagree: ``conflicts`` is ``[(page, [Conflict, ...]), ...]``."""

    def __init__(self, words, conflicts):
        super().__init__(words)
        self.conflicts = conflicts
