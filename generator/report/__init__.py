"""Shows what is wrong: takes problems and the rows they are about, gives text, pages, annotations. Decides nothing is right."""
