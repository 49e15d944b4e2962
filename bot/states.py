"""What a seller may be in the middle of typing. Kept in the database: a restart forgets nothing."""

from aiogram.fsm.state import State, StatesGroup


class Linking(StatesGroup):
    keys = State()
    secret = State()  # the Client ID is here already


class Answering(StatesGroup):
    text = State()  # the answer to a buyer, after ✏️
    wish = State()  # how to draft anew, after «свой наказ»
    fact = State()  # what a draft lacks, after «Ответить и запомнить»


class Naming(StatesGroup):
    alias = State()


class Knowing(StatesGroup):
    """What is said about facts."""

    fact = State()
    new_text = State()
    words = State()  # of the titles that a fact is for
    listing = State()  # words to find one by
    day = State()
    search = State()
    many = State()  # lines and files, until they are kept


class Templating(StatesGroup):
    new = State()  # a template of one's own: its name, or name and text
    new_text = State()  # the name is here already
    text = State()
    name = State()


class Toning(StatesGroup):
    signature = State()
    avoid = State()  # the words that must not stand in an answer


class Limiting(StatesGroup):
    rub = State()
