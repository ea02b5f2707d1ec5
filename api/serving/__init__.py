"""What stands between the routes and the web: who calls, what they may, how a no is said."""
