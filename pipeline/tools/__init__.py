"""The only door to other programs: pandoc, typst, Word (docxtpl), git, PDF.

Nothing else in the project starts a program or imports one of these packages.
"""
