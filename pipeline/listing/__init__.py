"""Findings written down, for people and for other programs: one file per format.

A format has ``render(verdict, origin, texts) -> str``; ``texts`` holds the files that have
findings, by path, so that a format can show the line. Formats decide nothing: which findings
count and how the command ends is settled before.
"""
