"""The sentences of a page: taken out, compared with what a translation answers, put back in another language.

Segments are wagtail-localize's; what is ours is that a translation made by hand has a place beside its French.
A *sentence* here is a segment: a field, a step, or a paragraph of a rich text, whole.
"""

import copy
import hashlib
import json
import re
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.ingest import ingest_segments
from wagtail_localize.strings import StringValue

NO_LANGUAGE = {"slug"}
ENDS = re.compile(r"(?<=[.!?…。！？؟])\s*")
WORDS = re.compile(r"\s+|[^\s\w]|\w+")
NAMESPACE = uuid.UUID("5f0c3c53-6f7b-4e0f-9a55-0c2f5a8f7c11")


@dataclass(frozen=True)
class Sentence:
    """``key`` is its path in the page and its rank there; ``text`` is plain, or HTML with inline marks if ``is_rich``.

    ``attrs`` are the attributes its marks lost on the way out: ``{"a1": {"href": ...}}``.
    """

    key: str
    text: str
    is_rich: bool = False
    attrs: dict = field(default_factory=dict, hash=False, compare=False)

    @property
    def digest(self):
        whole = json.dumps([self.text, self.attrs], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()

    @property
    def field_name(self):
        return self.key.split(".")[0].split("#")[0]


@dataclass
class Line:
    """A sentence of today (None if it went) beside the one that was answered (None if it is new)."""

    now: Sentence | None
    answered: dict | None
    state: str  # same, changed, new, removed


# Taking out


def sentences(page):
    """What there is to translate in a page, in the order of reading."""
    return [sentence for sentence in _all(_segments(normal(page))) if has_words(sentence.text)]


def has_words(text):
    return any(character.isalpha() for character in text)


def _segments(page):
    kinds = (StringSegmentValue, TemplateSegmentValue)
    found = [each for each in extract_segments(page) if isinstance(each, kinds)]
    return [each for each in found if each.path.split(".")[0] not in NO_LANGUAGE]


def _all(segments):
    rich = {each.path for each in segments if isinstance(each, TemplateSegmentValue)}
    return [_sentence(segment, key, segment.path in rich) for key, segment in _ranked(segments)]


def _ranked(segments):
    ranks = defaultdict(int)
    for segment in segments:
        if isinstance(segment, StringSegmentValue):
            yield f"{segment.path}#{ranks[segment.path]}", segment
            ranks[segment.path] += 1


def _sentence(segment, key, is_rich):
    text = segment.string.data if is_rich else segment.render_text()
    return Sentence(key, text.replace("\r\n", "\n").strip(), is_rich, segment.attrs or {})


def normal(page):
    """A copy of the page where every item of a list has an identifier, as wagtail-localize needs."""
    page = copy.copy(page)
    for each in _streams(page):
        raw = getattr(page, each.name).get_prep_value()
        setattr(page, each.name, each.stream_block.to_python(_with_ids(each.stream_block, raw)))
    return page


def _streams(page):
    return [each for each in page._meta.get_fields() if isinstance(each, StreamField)]


def _with_ids(stream_block, raw):
    kinds = stream_block.child_blocks
    return [
        {**child, "value": _items(kinds[child["type"]], child["value"], child["id"])}
        for child in raw
        if child["type"] in kinds
    ]


def _items(block, value, place):
    """Items saved bare, before Wagtail gave them identifiers, take one from their place."""
    if isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        inner = block.child_blocks
        return {
            name: _items(inner[name], each, f"{place}.{name}") if name in inner else each
            for name, each in value.items()
        }
    if isinstance(block, blocks.ListBlock) and isinstance(value, list):
        return [_item(block, each, f"{place}.{rank}") for rank, each in enumerate(value)]
    return value


def _item(block, raw, place):
    if block._item_is_in_block_format(raw):
        return raw
    return {"type": "item", "value": raw, "id": str(uuid.uuid5(NAMESPACE, place))}


# Comparing


def answers(french, translated):
    """What a translation right today answers: each French sentence, and where its translation stands (``at``)."""
    at = _pairs(french, translated)
    return [answer(sentence, at.get(sentence.key, "")) for sentence in french]


def answer(sentence, at):
    return {"key": sentence.key, "digest": sentence.digest, "text": sentence.text, "at": at}


def _pairs(french, translated):
    """``{French key: key in the translation}``: by identifier, else by place."""
    theirs = {sentence.key for sentence in translated}
    by_place = {place: key for key, place in _places(translated).items() if key not in {s.key for s in french}}
    places = _places(french)
    pairs = {s.key: s.key if s.key in theirs else by_place.get(places[s.key], "") for s in french}
    return {key: at for key, at in pairs.items() if at}


def _places(found):
    """``{key: the same with ranks instead of identifiers}``."""
    ranks, places = defaultdict(dict), {}
    for sentence in found:
        path, rank = sentence.key.rsplit("#", 1)
        place = []
        for part in path.split("."):
            known = ranks[tuple(place)]
            place.append(str(known.setdefault(part, len(known))) if _is_identifier(part) else part)
        places[sentence.key] = ".".join(place) + f"#{rank}"
    return places


def _is_identifier(part):
    try:
        uuid.UUID(part)
    except ValueError:
        return False
    return True


def compare(french, answered):
    """A ``Line`` for every French sentence, in order, then those that went away."""
    found, left = {}, list(answered)
    for same in (_exactly, _moved_in_its_block, _moved):
        _match(french, left, found, same, "same")
    for changed in (_same_place, _same_block):
        _match(french, left, found, changed, "changed")
    lines = [found.get(sentence.key) or Line(sentence, None, "new") for sentence in french]
    return lines + [Line(None, each, "removed") for each in left]


def _match(french, left, found, alike, state):
    for sentence in french:
        if sentence.key not in found and (each := next((each for each in left if alike(sentence, each)), None)):
            left.remove(each)
            found[sentence.key] = Line(sentence, each, state)


def _exactly(sentence, each):
    return sentence.key == each["key"] and sentence.digest == each["digest"]


def _moved_in_its_block(sentence, each):
    return sentence.digest == each["digest"] and block_of(sentence.key) == block_of(each["key"])


def _moved(sentence, each):
    return sentence.digest == each["digest"]


def _same_place(sentence, each):
    return sentence.key == each["key"]


def _same_block(sentence, each):
    """Another paragraph or step of the same text: what was rewritten whole."""
    return "." in sentence.key and text_of(sentence.key) == text_of(each["key"])


def block_of(key):
    return ".".join(key.rsplit("#", 1)[0].split(".")[:2])


def text_of(key):
    return ".".join(key.rsplit("#", 1)[0].split(".")[:3])


def count_changed(lines):
    """How many sentences, from one full stop to the next, no longer are what was translated."""
    return sum(_changed_in(line) for line in lines)


def _changed_in(line):
    if line.state == "same":
        return 0
    before = split(line.answered["text"]) if line.answered else []
    after = split(line.now.text) if line.now else []
    return max(1, sum(each not in before for each in after))


def split(text):
    return [each.strip() for each in ENDS.split(text) if each.strip()]


def differences(before, after):
    """``[(what, words), ...]`` where what is equal, delete or insert, word by word."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    parts = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(("equal", "".join(old[i1:i2])))
            continue
        parts += [(kind, "".join(words)) for kind, words in (("delete", old[i1:i2]), ("insert", new[j1:j2])) if words]
    return parts


# Putting back


def write(french, page, texts, answered):
    """Give ``page`` (a translation, saved or not) the shape of the French and these texts, ``{French key: text}``.

    What has no language follows the French. A block that the translation alone has, and that never answered a French
    one, stays where it was.
    """
    source = normal(french)
    segments = _segments(source)
    rich = {each.path for each in segments if isinstance(each, TemplateSegmentValue)}
    keys = {id(segment): key for key, segment in _ranked(segments)}
    own = _own_blocks(page, answered) if page.pk else {}
    links = {sentence.key: sentence.attrs for sentence in sentences(page)} if page.pk else {}
    at = {each["key"]: (each["at"], each["digest"]) for each in answered}
    _copy_what_has_no_language(source, page)
    _empty_what_went(source, page, segments, answered)
    put = [_put(each, keys.get(id(each)), texts, each.path in rich, links, at) for each in segments]
    ingest_segments(source, page, source.locale, page.locale, put)
    for name, kept in own.items():
        _give_back(page, name, kept)
    return page


def _put(segment, key, texts, is_rich, links, at):
    if key is None:
        return segment
    text = texts.get(key)
    if text is None:
        return segment
    if not is_rich:
        return StringSegmentValue(segment.path, StringValue.from_plaintext(text), order=segment.order)
    attrs = segment.attrs or {}
    there, digest = at.get(key, ("", ""))
    theirs = links.get(there, {})
    if theirs.keys() == attrs.keys() and digest == _sentence(segment, key, True).digest:
        attrs = theirs  # a link that leads to its own page in this language goes on
    return StringSegmentValue(segment.path, StringValue(text), attrs=attrs, order=segment.order)


def _copy_what_has_no_language(source, page):
    inherited = {each.name for each in Page._meta.get_fields()}
    for each in source._meta.concrete_fields:
        if (
            each.name in inherited
            or each.primary_key
            or (getattr(each, "remote_field", None) and each.remote_field.parent_link)
        ):
            continue
        if isinstance(each, StreamField):
            setattr(page, each.name, each.stream_block.to_python(getattr(source, each.name).get_prep_value()))
        elif each.get_internal_type() not in ("TextField", "CharField") or each.choices:
            setattr(page, each.attname, getattr(source, each.attname))


def _empty_what_went(source, page, segments, answered):
    """A field that was translated and that the French no longer fills."""
    filled = {each.path for each in segments}
    for name in {each["key"].rsplit("#", 1)[0] for each in answered} - filled:
        if "." not in name and not getattr(source, name, "x"):
            setattr(page, name, "")


def _own_blocks(page, answered):
    """``{field: [(block before it or None, raw block), ...]}`` of the blocks that answer nothing in French."""
    known = {block_of(each["at"]): block_of(each["key"]) for each in answered if each["at"]}
    wordy = {block_of(sentence.key) for sentence in sentences(page)}
    kept = {}
    for each in _streams(page):
        before = None
        for raw in getattr(normal(page), each.name).get_prep_value():
            place = f"{each.name}.{raw['id']}"
            if place in wordy and place not in known:
                kept.setdefault(each.name, []).append((before, raw))
            before = known.get(place, place).split(".", 1)[1]
    return kept


def _give_back(page, name, kept):
    stream = getattr(page, name)
    raw = list(stream.get_prep_value())
    for before, block in kept:
        ids = [each["id"] for each in raw]
        if block["id"] not in ids:
            raw.insert(ids.index(before) + 1 if before in ids else len(raw), block)
    setattr(page, name, page._meta.get_field(name).stream_block.to_python(raw))
