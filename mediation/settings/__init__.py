"""Settings by surroundings: dev, test, production; all read the environment."""
