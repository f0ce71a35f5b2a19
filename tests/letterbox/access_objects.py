"""Makers of the access matrix for the addresses of ``letterbox``: see tests/access_objects.py."""

OBJECTS = {}
NO_OBJECT = {}
