"""The college's local act on the system: versions, publication on the site, who has signed the acquaintance sheet."""
