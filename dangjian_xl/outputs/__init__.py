"""Workbooks that lay out finished tables and compute nothing."""
