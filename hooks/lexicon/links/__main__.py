"""`python -m lexicon.links`."""

from lexicon.links.command import links

links(prog_name="lexicon links")
