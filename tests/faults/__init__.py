"""What holds when a call fails: a table to be read, and what runs it cell by cell."""
