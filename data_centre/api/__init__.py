"""The HTTP face of the data centre, one module per group of calls."""
