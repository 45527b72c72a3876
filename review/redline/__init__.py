"""Two Word texts → one with tracked changes: accepting all gives the later one, rejecting all the earlier one.

The texts are paragraphs and tables as they would be printed, numbers and all, so that nothing a reader sees can differ
untracked. What belongs together is found by bookmarks, then by equal words, then by what the comparison of the drafts
says, then by likeness; each pair is merged word by word. A paragraph's end is tracked like a word: what is split or
joined shows as one mark that comes or goes.

``guide`` what the comparison knows · ``units`` paragraphs, tables and rows described · ``pairs`` what belongs together ·
``lists`` which list an entry is in · ``tables`` which rows · ``moves`` and ``carrying`` what stands elsewhere now ·
``paragraphs`` and ``merging`` the merged text.
"""
