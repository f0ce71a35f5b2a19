"""What a page says, part by part, whatever its kind: the words people read, and the marks they are in."""

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from django.db.models import CharField, TextField
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.rich_text import RichText

# Codes, addresses and names of files are not sentences.
NOT_WORDS = {"slug", "seo_title", "url", "email", "phone", "url_path", "pictogram", "family"}
SENTENCES_IN = ("p", "li", "h2", "h3", "h4", "td", "th", "blockquote")


@dataclass(frozen=True)
class Part:
    """``place`` is where an editor finds it; ``html`` is empty for plain text."""

    place: str
    text: str = ""
    html: str = ""
    picture: AbstractImage | None = None

    @property
    def soup(self):
        return BeautifulSoup(self.html, "html.parser")

    @property
    def passages(self):
        """The runs of text that sentences do not cross."""
        if not self.html:
            return [line.strip() for line in self.text.splitlines() if line.strip()]
        blocks = [tag for tag in self.soup.find_all(SENTENCES_IN) if not tag.find(SENTENCES_IN)]
        texts = [tag.get_text(" ", strip=True) for tag in blocks] or [self.soup.get_text(" ", strip=True)]
        return [text for text in texts if text]


def parts(page) -> list[Part]:
    """The parts of a page or of a draft, in the order of its form."""
    fields = [page._meta.get_field("title"), *own_fields(type(page))]
    return [part for field in fields for part in parts_of(getattr(page, field.name), str(field.verbose_name))]


def own_fields(model):
    inherited = {field.name for field in Page._meta.get_fields()}
    fields = [field for field in model._meta.concrete_fields if field.name not in inherited | NOT_WORDS]
    written = [field for field in fields if isinstance(field, CharField | TextField | StreamField | RichTextField)]
    return [field for field in written if not getattr(field, "choices", None)]


def parts_of(value, place) -> Iterator[Part]:
    if isinstance(value, RichText):
        yield Part(place, html=value.source)
    elif isinstance(value, AbstractImage):
        yield Part(place, picture=value)
    elif isinstance(value, StreamValue):
        for number, child in enumerate(value, 1):
            yield from parts_of(child.value, f"{place} {number} : {child.block.label}")
    elif isinstance(value, StructValue):
        for name, bound in value.bound_blocks.items():
            if name not in NOT_WORDS:
                yield from parts_of(bound.value, f"{place}, {bound.block.label or name}")
    elif isinstance(value, ListValue):
        for each in value:
            yield from parts_of(each, place)
    elif isinstance(value, str) and value.strip():
        yield Part(place, html=value) if value.lstrip().startswith("<") else Part(place, text=value)
