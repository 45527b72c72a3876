"""Slides as data: what the presentation of the concept shows, cut so that it fits.

One module a part of the talk (``making``, ``structure``, ``concreteness``, ``working``, ``council``); ``deck`` names the
pieces, ``measure`` and ``fit`` cut them to size, ``drawing`` draws the charts. Nothing here knows PowerPoint.
"""
