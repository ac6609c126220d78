"""The demonstration city: facts carried in resources/city, read into records, with their marks kept."""
