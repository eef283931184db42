"""Typed settings that packages declare, one table per installation, one generated screen."""
