"""What a verb of the log says on screen. Each app registers the sentences of its own verbs."""

_labels = {}


def register(sentences):
    """Add ``{"vault.read": _("a ouvert un document"), ...}``; called from an app's ``ready``."""
    _labels.update(sentences)


def label(verb):
    """The sentence for a verb, after a person's name; the verb itself where nobody gave one."""
    return _labels.get(verb, verb)


def known():
    """Every registered verb and its sentence."""
    return dict(_labels)
