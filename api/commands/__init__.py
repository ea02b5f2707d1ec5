"""What the commands of `chengyin …` share, and those that have files of their own."""
