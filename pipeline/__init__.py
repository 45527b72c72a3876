"""From structured sources to the council submission.

The flow is ``read → check → compose → render → release``; ``build.py`` alone knows the order.
"""
