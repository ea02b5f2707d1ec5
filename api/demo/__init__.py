"""The demo community: its workbooks, and its founding on the first start."""
