"""Records system of a vocational college; importing a package of rules must not import Flask."""
