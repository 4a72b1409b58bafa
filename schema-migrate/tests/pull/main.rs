//! What `pull` makes of a catalog.
