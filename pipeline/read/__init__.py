"""Sources in, concept out: reading never stops at the first fault."""

from pipeline.read.reading import Known, Reading, read

__all__ = ["Known", "Reading", "read"]
