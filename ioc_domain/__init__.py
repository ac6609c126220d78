"""What the console and the data centre both speak: records, commands, wire pages and the pure rules.

Nothing here does I/O: no files, no sockets, no database, no clock. Times come in as arguments.
"""
