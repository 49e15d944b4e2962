"""What a buyer's lines are about, told by their words. Pure but for reading `words` once."""
