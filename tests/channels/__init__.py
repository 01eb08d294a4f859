"""One contract suite over every channel: the same promises everywhere."""
