"""The HTTP routes, one module a capability."""
