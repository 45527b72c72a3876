"""Sources in, concept out: reading never stops at the first fault."""

from pipeline.read.known import Known
from pipeline.read.reading import Reading, read

__all__ = ["Known", "Reading", "read"]
