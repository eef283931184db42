"""Engine of official papers: rendering, numbering, registry, archive, verification."""
