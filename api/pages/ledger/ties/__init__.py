"""The ledger's pages about what ties people to the community."""
