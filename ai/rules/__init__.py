"""What an answer must not contain, a family of rules a module. `ai.guards` asks them all. Pure."""
