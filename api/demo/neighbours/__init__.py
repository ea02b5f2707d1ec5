"""What neighbours do for each other in the demo community: calls are made, wishes are met."""
