"""The program is killed again and again while people go on: nothing is lost, nothing doubled."""
