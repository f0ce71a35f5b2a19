"""What one hostile file may cost, and how a cell says that it is there."""

MEMORY = 1_500 * 2**20  # a 50-megapixel picture takes 150 MB decoded, twice that while it turns
SECONDS = 30  # of processor for one file
PATIENCE = 60  # seconds of wall clock for one file
READY = b"ready\n"
FILES = 40  # files one request may hold
FIRST_PAGES = 5  # pages of a paper that are drawn
REQUEST = 64 * 1024  # bytes of one request
