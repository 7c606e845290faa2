"""Which body, which division: names resolved inside their county."""
