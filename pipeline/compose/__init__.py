"""Concept in, manuscript out: order, numbers, references. Knows no format and starts no program."""

from pipeline.compose.composing import compose

__all__ = ["compose"]
