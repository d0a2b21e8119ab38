"""The Mesa engine: agents and a model that people read, debug and extend."""
