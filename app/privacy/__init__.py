"""Personal data as such: which columns hold them, the extract for the person concerned, the training copy without them."""
