"""Pages are the editing room's: whoever passes its door may read them all (see the tests for the others)."""

OBJECTS = {}
NO_OBJECT = {}
