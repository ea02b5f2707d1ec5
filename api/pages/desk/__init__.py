"""Pages for coordinators at the community's desk."""
