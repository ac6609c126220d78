"""Complaints as the centre works on them: taking in, routing, due dates, moves, outcomes, and what was set aside."""
