"""Official papers in Word and PDF: records laid out by templates that staff can restyle."""
