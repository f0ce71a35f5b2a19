"""The lists of a new site, and a first reading of its pages."""

from . import actions, seeds


def load():
    seeds.load()
    actions.read_everything()
