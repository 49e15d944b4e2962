"""Speed, measured: `python -m bot bench`."""
