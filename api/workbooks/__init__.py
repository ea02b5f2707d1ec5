"""The office's workbooks: read as people typed them, each good row one fact."""
