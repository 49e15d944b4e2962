"""Pure functions: facts → what the seller sees. No input, no output, no clock."""
