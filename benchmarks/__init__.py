"""How fast and how large: measured as ratios to what pandoc and typst alone take, in one run."""
