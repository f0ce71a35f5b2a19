"""The servers and tools of one machine. Only the standard library: part of it runs before anything is installed."""
