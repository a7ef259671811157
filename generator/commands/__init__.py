"""The commands that have a module of their own: words and options in, an answer printed, an exit code out."""
