"""What holds whatever happens: sums, replays, repeats."""
