"""Who may do what: roles, dated grants, row limits, sessions, passwords, and the base of every CRUD screen."""
