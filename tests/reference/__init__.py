"""A second computation of every score and grade, written from the manual (“怎样算分”) alone, and the comparison of both."""
