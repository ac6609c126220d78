"""Sync: the only owner of HTTP and the only writer of the cache. Runs as a process of its own, without Qt."""
