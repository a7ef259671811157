"""Shows what is wrong: takes problems and the rows they are about, gives text, a page, annotations, a workbook. Decides nothing."""
