"""The site as one portable file: see ``writing`` and ``reading``.

A ZIP with ``manifest.json`` (format, version, the size and SHA-256 of every other part), ``site.json``, ``pages.json``,
``pictures.json``, ``documents.json``, ``redirects.json``, and the files under ``files/<SHA-256>``.

Nothing in it is a number of our database: a page is its translation key and language, a picture or a document the
SHA-256 of its file, anything else its code.
"""
