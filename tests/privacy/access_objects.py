"""Makers of the access matrix for the addresses of ``privacy``: see tests/access_objects.py."""

OBJECTS = {}
NO_OBJECT = {}
