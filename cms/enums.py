"""Names shared by the pages and the rules of moderation."""

EDITORS = "Communication"
REVIEWERS = "Relecture"
ADMINISTRATORS = "Administration du site"
WORKFLOW = "Relecture avant publication"

SOURCE_LANGUAGE = "fr"
RIGHT_TO_LEFT = {"ar"}
