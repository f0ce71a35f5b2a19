"""`python -m tests.benchmarks.paper BYTES FILE`: a page nobody can compress, made in a process of its own."""

import io
import os
import sys

import pikepdf


def pdf(size):
    made = pikepdf.new()
    made.add_blank_page()
    noise = os.urandom(size).replace(b"\n", b" ").replace(b"\r", b" ")
    made.pages[0].Contents = pikepdf.Stream(made, b"% " + noise + b"\n")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


if __name__ == "__main__":
    with open(sys.argv[2], "wb") as file:
        file.write(pdf(int(sys.argv[1])))
