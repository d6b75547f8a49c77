"""From accepted answers to scores, totals and proposed grades, exactly."""
