"""Pages are the editing room's: whoever passes its door may read them all (see the tests for the others)."""

OBJECTS = {}
NO_OBJECT = {"gates:page": "what is advised on a page is for everybody of the editing room (tests/gates)"}
