"""Stage 1: files become rows and documents, or problems. Judges form, never meaning."""
