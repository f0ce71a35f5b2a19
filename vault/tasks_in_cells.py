"""What a cell can be asked: a name, and the function ``(sources, args, out) -> answer`` that does it.

``sources`` are files to read, ``out`` takes new content, ``args`` and the answer are small dictionaries.
"""

from importlib import import_module

TASKS = {
    "inspect": "vault.inspection.inspect",
    "card": "vault.pictures.card",
    "photos": "vault.pictures.photos",
    "preview": "vault.pictures.preview",
}


def find(name):
    """The function of a task, its module imported only now: some are heavy."""
    module, function = TASKS[name].rsplit(".", 1)
    return getattr(import_module(module), function)
