"""Open311 GeoReport v2: served to others, and pulled from others."""
