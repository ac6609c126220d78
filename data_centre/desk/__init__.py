"""The unit desk: server-rendered pages where a unit officer reads requests and answers them."""
