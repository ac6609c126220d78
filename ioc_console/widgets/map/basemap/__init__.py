"""A map of streets and water under the map of complaints, from one file that an installer dropped in.

Nothing is ever fetched: tiles come from an MBTiles or PMTiles file through the program's own URL scheme. Without a
file there is none, and a file that cannot be used costs the map nothing but one sentence.
"""
