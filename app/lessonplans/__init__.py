"""Calendar-thematic plans (КТП): what is taught lesson by lesson, approved before, told to the journal after."""
