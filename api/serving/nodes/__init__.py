"""Nodes as requests ask about them: who lives in which grid."""
