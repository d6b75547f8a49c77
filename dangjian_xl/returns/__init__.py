"""What came back: files, forms, answers, and what is wrong with them."""
