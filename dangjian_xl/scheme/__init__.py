"""WHAT is assessed: the scheme's records, its workbook and text forms, and every inconsistency."""
