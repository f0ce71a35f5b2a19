"""Makers of the access matrix for the addresses of ``search``: see tests/access_objects.py. None has an object."""

OBJECTS = {}
NO_OBJECT = {}
