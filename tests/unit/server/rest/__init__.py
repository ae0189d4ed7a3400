"""Tests of the routes, by one node for all of them on each kind of stores: a package, so that its fixtures end with it."""
