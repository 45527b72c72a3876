"""The papers of the council procedure, one file each; the folder is the catalogue."""
