"""Stage 5: the answers become files in a staging folder. Computes no figure."""
