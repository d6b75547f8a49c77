"""The written reports: what is in them, and what the scheme demands of them."""
