"""Let tests import the project from the folder they stand in, and set Hypothesis up."""

import sys
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

settings.register_profile(
    "suite",
    deadline=None,
    max_examples=30,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", deadline=None, max_examples=3000)  # pytest --hypothesis-profile=long
settings.load_profile("suite")
