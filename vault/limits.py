"""What one hostile file may cost, and how a cell says that it is there."""

MEMORY = 1_750 * 2**20  # 380 MB are the libraries; a 50-megapixel picture takes 150 MB decoded, twice while it turns
SECONDS = 30  # of processor for one file
LESS = {"preview": (1_250 * 2**20, 8)}  # memory and seconds: a paper too heavy to draw does without pictures
PATIENCE = 60  # seconds of wall clock for one file
READY = b"ready"
FILES = 40  # files one request may hold
FIRST_PAGES = 5  # pages of a paper that are drawn
REQUEST = 64 * 1024  # bytes of one request
MAX_PAGES = 200  # of a PDF
MAX_PICTURE_BYTES = 50 * 10**6
