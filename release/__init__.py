"""What goes with a release: the licences of what is installed, and the bill of materials in the wheel."""
