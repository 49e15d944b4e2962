"""The program on one machine without keys: a pretend Telegram and a page to play on."""
