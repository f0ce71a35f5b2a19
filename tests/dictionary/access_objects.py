"""Makers of the access matrix for the addresses of ``dictionary``: see tests/access_objects.py."""

OBJECTS = {}
NO_OBJECT = {
    "dictionary:notion": "the dictionary is for everybody; a notion not shown is a 404 (tests/dictionary)",
    "dictionary:show": "the dictionary is for everybody",
    "dictionary:card": "the dictionary is for everybody, on paper too",
    "dictionary:sound": "published voices are for everybody; another is a 404 (tests/dictionary)",
}
