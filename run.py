"""The one entry point: ``python run.py`` serves, ``python run.py COMMAND`` runs a command."""

from app.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
