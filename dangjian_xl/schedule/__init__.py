"""Who inspects whom on which day, and who speaks when."""
