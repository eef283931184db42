"""Who studies by which version of a plan: groups put on a version, single students on their own one."""
