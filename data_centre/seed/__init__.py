"""The seeded city: a deterministic sample, marked as such, written as a stream."""
