"""Slides as data: what the presentation of the concept shows, cut so that it fits.

One module a part of the talk (``making``, ``structure``, ``concreteness``, ``working``, ``council``); ``deck`` names the
pieces, ``fit`` measures and cuts them, ``drawing`` draws the charts. Nothing here knows PowerPoint.
"""
