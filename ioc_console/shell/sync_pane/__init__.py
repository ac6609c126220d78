"""The sync pane (Đồng bộ): how the line stands, what waits, what is covered, how old each source is."""
