"""Stage 2: rows and documents are held against the rules. Changes nothing."""
