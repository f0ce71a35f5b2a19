"""Makers of the access matrix for the addresses of ``mandates``: see tests/access_objects.py."""

OBJECTS = {}
NO_OBJECT = {}
