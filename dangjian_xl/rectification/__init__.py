"""What follows on the grades: the problems of each target, in three lists, and how far they are mended."""
