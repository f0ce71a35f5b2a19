"""Makes the web fonts from the system's own: Andika and Noto Sans Arabic, cut to the letters we use."""

from pathlib import Path

from django.core.management.base import BaseCommand
from fontTools import subset

import ui

FONTS = Path("/usr/share/fonts")
BUILD = Path(ui.__file__).parent / "static" / "ui" / "build"
LATIN = (  # English, French, Wolof (ë ñ ŋ à ó) and Bambara (ɛ ɔ ŋ ɲ), accents, quotes, arrows
    "U+0020-007E,U+00A0-017F,U+0186,U+018E,U+0190,U+019D,U+0254,U+0259,U+025B,U+0272,U+02BC,U+0300-0304,U+0308,U+030C,"
    "U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2039-203A,U+20AC,U+2190-2193,U+2212"
)
ARABIC = (
    "U+0600-061F,U+0621-063A,U+0640-0655,U+0660-066D,U+0670-0671,U+067E,U+0686,U+06A9,U+06AF,U+06CC,U+06D4,"
    "U+06F0-06F9,U+200C-200F,U+FDFC"
)
FEATURES = ["kern", "liga", "mark", "mkmk", "init", "medi", "fina", "isol", "rlig", "calt", "ccmp", "locl"]
GRAPHITE = ["FFTM", "Silf", "Silt", "Glat", "Gloc", "Sill", "Feat"]  # SIL's own shaping, unused by browsers
FACES = [
    ("Andika", 400, "andika/Andika-Regular.ttf", LATIN),
    ("Andika", 700, "andika/Andika-Bold.ttf", LATIN),
    ("Noto Sans Arabic", 400, "noto/NotoSansArabic-Regular.ttf", ARABIC),
    ("Noto Sans Arabic", 700, "noto/NotoSansArabic-Bold.ttf", ARABIC),
]
RULE = (
    '@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;'
    'src:url("{file}") format("woff2");unicode-range:{letters}}}\n'
)


class Command(BaseCommand):
    requires_system_checks = []
    help = "Cut the fonts of the site from those of the system; the system's fonts serve when there are none."

    def add_arguments(self, parser):
        parser.add_argument("--fonts", type=Path, default=FONTS, help="folder where the system keeps its fonts")
        parser.add_argument("--to", type=Path, default=BUILD, help="folder to write")

    def handle(self, *, fonts, to, **options):
        to.mkdir(parents=True, exist_ok=True)
        rules = [self.face(fonts, to, *face) for face in FACES]
        (to / "fonts.css").write_text("".join(rules))
        self.stdout.write(f"{sum(map(bool, rules))} of {len(FACES)} fonts written to {to}")

    def face(self, fonts, to, family, weight, source, letters) -> str:
        """One @font-face rule, or "" when the system does not have the font."""
        found = next(iter(fonts.rglob(Path(source).name)), None)
        if not found:
            return ""
        file = f"{Path(source).stem.lower()}.woff2"
        cut(found, to / file, letters)
        return RULE.format(family=family, weight=weight, file=file, letters=letters)


def cut(source: Path, target: Path, letters: str):
    """Keep only some letters of a font, with the joins they need, and pack it for the web."""
    options = subset.Options(
        flavor="woff2",
        layout_features=FEATURES,
    )
    options.drop_tables += GRAPHITE
    font = subset.load_font(source, options)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=subset.parse_unicodes(letters.replace("U+", "")))
    worker.subset(font)
    subset.save_font(font, target, options)
