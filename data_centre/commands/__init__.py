"""Commands from consoles: `receiving` takes them in, one handler per payload class does them."""
