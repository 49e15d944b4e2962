"""The tests have aiogram's types as the program has them, and start two seconds earlier for it."""

from bot.light import light_imports

with light_imports():
    import aiogram  # noqa: F401 - the first import, which the others lean on
