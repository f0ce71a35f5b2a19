"""The strings of the screen, from the code to the six locales, without any tool outside Python.

Message ids are the French sentences; the French catalogue is made from them. `locales/` holds what people translate,
`var/locales/` what Django reads.
"""

import ast
import os
import re
from pathlib import Path

import polib
from django.utils.translation.template import templatize

PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
    "zh_Hans": "nplurals=1; plural=0;",
    "wo": "nplurals=1; plural=0;",
    "bm": "nplurals=1; plural=0;",
}
APPS = (
    "ui",
    "journal",
    "notifications",
    "accounts",
    "mandates",
    "vault",
    "coworking",
    "letterbox",
    "cases",
    "workflows",
    "archives",
    "privacy",
    "dictionary",
    "cms",
    "search",
    "postits",
    "translation",
    "publishing",
    "changesets",
    "upkeep",
    "gates",
    "automation",
    "kiosk",
    "config",
)
# Function -> the places of its context, singular and plural among its arguments.
FUNCTIONS = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
NAMES = {"_": FUNCTIONS["gettext"], "gettext_noop": FUNCTIONS["gettext"]}
NAMES |= FUNCTIONS | {f"{name}_lazy": places for name, places in FUNCTIONS.items()}
LITERAL = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(({LITERAL}(?:,\s*{LITERAL})*)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def extract(root):
    """Give `{(context, singular, plural): {file, ...}}` of every string the apps show."""
    found = {}
    for app in APPS:
        for path in sorted((root / app).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                strings = in_python(path.read_text(), path)
            elif path.suffix in (".html", ".txt") and "templates" in path.parts:
                strings = in_template(path.read_text(), path)
            else:
                continue
            for string in strings:
                found.setdefault(string, set()).add(str(path.relative_to(root)))
    return found


def in_python(source, path):
    for node in ast.walk(ast.parse(source, str(path))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in NAMES and node.args:
                values = [argument.value if isinstance(argument, ast.Constant) else None for argument in node.args]
                yield from strings_at(NAMES[name], values)


def in_template(source, path):
    for name, arguments in CALL.findall(templatize(source, str(path))):
        values = [ast.literal_eval(literal) for literal in re.findall(LITERAL, arguments)]
        yield from strings_at(NAMES[name], values)


def strings_at(places, values):
    """Give the string of a call, unless what it is given is only known when it runs."""
    context, singular, plural = (None if place is None else value_at(values, place) for place in places)
    if isinstance(singular, str) and singular:
        yield (context, singular, plural)


def value_at(values, place):
    return values[place] if place < len(values) else None


def catalogue(root, locale):
    return root / "locales" / locale / "LC_MESSAGES" / "django.po"


def update(root):
    """Write the strings of the code into the six catalogues; translations stay, strings no longer used go."""
    found = extract(root)
    for locale in PLURALS:
        path = catalogue(root, locale)
        known = entries(path)
        fresh = polib.POFile(wrapwidth=110)
        fresh.metadata = metadata(locale)
        for key, files in sorted(found.items(), key=lambda item: (sorted(item[1]), item[0][1])):
            fresh.append(entry(key, files, known.get(identity(key)), locale))
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != str(fresh) + "\n":
            path.write_text(str(fresh) + "\n")


def metadata(locale):
    return {
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[locale],
    }


def entry(key, files, known, locale):
    context, singular, plural = key
    made = polib.POEntry(msgid=singular, msgctxt=context, msgid_plural=plural or "")
    made.occurrences = [(file, "") for file in sorted(files)]
    if "%(" in singular:
        made.flags.append("python-format")
    if known and "fuzzy" in known.flags:
        made.flags.append("fuzzy")
    if plural:
        kept = (known and known.msgstr_plural) or {}
        forms = range(int(re.search(r"nplurals=(\d)", PLURALS[locale])[1]))
        french = {0: singular, 1: plural}
        made.msgstr_plural = {form: french[form] if locale == "fr" else kept.get(form, "") for form in forms}
    else:
        made.msgstr = singular if locale == "fr" else (known.msgstr if known else "")
    return made


def entries(path):
    if not path.exists():
        return {}
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def identity(key):
    return key[0], key[1]


def problems(root):
    """Give one line for each string that is missing, fuzzy or has other placeholders, in any of the six locales."""
    found = extract(root)
    for locale in PLURALS:
        known = entries(catalogue(root, locale))
        for key in found:
            if problem := problem_of(key, known.get(identity(key))):
                yield f"{locale}: {problem}: {key[1]!r} ({sorted(found[key])[0]})"


def problem_of(key, known):
    if not known or not all(translations(known)):
        return "missing"
    if "fuzzy" in known.flags:
        return "fuzzy"
    wanted = placeholders(key[1]) | placeholders(key[2] or "")
    if any(not placeholders(text) <= wanted for text in translations(known)):
        return "unknown placeholder"
    if not key[2] and placeholders(known.msgstr) != wanted:
        return "lost placeholder"
    return None


def translations(known):
    return list(known.msgstr_plural.values()) if known.msgid_plural else [known.msgstr]


def placeholders(text):
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def compile_stale(source, target):
    """Compile the catalogues that changed since; several processes may do so at once."""
    for path in sorted(Path(source).glob("*/LC_MESSAGES/django.po")):
        compiled = Path(target) / path.relative_to(source).with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns == path.stat().st_mtime_ns:
            continue
        write_compiled(path, compiled)


def write_compiled(path, compiled):
    compiled.parent.mkdir(parents=True, exist_ok=True)
    fresh = compiled.with_name(f"{compiled.name}.{os.getpid()}")
    stat = path.stat()
    polib.pofile(str(path)).save_as_mofile(str(fresh))
    os.utime(fresh, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    fresh.rename(compiled)
