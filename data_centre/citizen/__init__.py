"""Pages for citizens: report something, follow it to its end, rate what came of it. No script is needed."""
