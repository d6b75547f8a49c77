"""A file's bytes -> what kind of file it is, and a workbook's sheets as raw cells. Written for files from strangers."""
