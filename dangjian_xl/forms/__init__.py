"""The paper people fill in: what each form asks, how it is laid out, written, stamped and found again."""
