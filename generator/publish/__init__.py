"""Stage 6: the staged files are checked and swapped into place, or nothing happens."""
