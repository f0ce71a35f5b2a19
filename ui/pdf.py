"""Paper: a template that extends `ui/print.html` becomes a PDF, without the network."""

from django.template.loader import render_to_string


def render_pdf(template: str, context: dict, request=None) -> bytes:
    """The PDF of a template. Pictures must be inline SVG or data: addresses; anything else is left out."""
    from weasyprint import HTML, default_url_fetcher

    def only_data(url, *args, **kwargs):
        if not url.startswith("data:"):
            raise ValueError(f"Paper does not fetch {url[:40]}")
        return default_url_fetcher(url, *args, **kwargs)

    return HTML(string=render_to_string(template, context, request), url_fetcher=only_data).write_pdf()
