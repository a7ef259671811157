"""New postings and documents, filled in as far as the program knows: what a clerk begins with."""
