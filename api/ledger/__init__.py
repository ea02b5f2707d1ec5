"""The ledger over HTTP and on the command line: audit, checks, export."""
