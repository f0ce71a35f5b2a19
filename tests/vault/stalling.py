"""The vault's folder, which a test makes refuse or stand still, so that a process is killed at a known point."""

import os
import time
from pathlib import Path

from vault.folder import Folder


class Stalling(Folder):
    """``STALL`` names a file of one line, ``save 3``: from the third writing on, once it is done, nothing moves.

    What stands still says so in a file beside, ``<STALL>.reached``. With ``chance`` every tenth writing is refused.
    """

    chance = None
    counts = {}

    def save(self, name, content, max_length=None):
        if self.chance and self.chance.random() < 0.1:
            raise OSError("the disk is full")
        saved = super().save(name, content, max_length)
        stall("save")
        return saved

    def delete(self, name):
        super().delete(name)
        stall("delete")


def stall(verb):
    place = Path(os.environ["STALL"])
    if not place.exists():
        return
    wanted, number = place.read_text().split()
    Stalling.counts[verb] = Stalling.counts.get(verb, 0) + 1
    if verb == wanted and Stalling.counts[verb] >= int(number):
        place.with_suffix(".reached").touch()
        time.sleep(600)
