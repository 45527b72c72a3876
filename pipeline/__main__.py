"""``python -m pipeline`` is the command ``konzept``."""

import sys

from pipeline.cli import main

sys.exit(main())
