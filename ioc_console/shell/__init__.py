"""The frame round the screens: rail, strips, palette, windows; and the supervision of the sync process."""
