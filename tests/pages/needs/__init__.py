"""Pages of requests: who asks, who helps, the desk, the supervisor, the board."""
