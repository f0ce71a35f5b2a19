"""Makers of the access matrix for the addresses of ``cases``: see tests/access_objects.py."""

OBJECTS = {}
NO_OBJECT = {"cases:paper_form": "forms are for everybody; a procedure that is closed is a 404 (tests/cases)"}
