"""The commands, a module each for a part of the work; importing these makes them known."""
