"""What the commands print: answers as text for a terminal, as JSON, and as pages to open or to attach."""
