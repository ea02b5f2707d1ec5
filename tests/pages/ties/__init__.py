"""Pages of standing and ties."""
