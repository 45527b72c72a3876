"""From structured sources to the council submission.

The flow is ``read → check → compose → render → release``; ``build.py`` alone knows the order.
"""

import os

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plug-ins costs 25 ms; we use none
