"""What several tests use: the real LibreOffice and the validator of Office files."""
