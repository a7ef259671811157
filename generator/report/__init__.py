"""Shows what was found: takes problems or answers, gives text for a terminal, JSON, a page, annotations, a workbook. Decides nothing."""
