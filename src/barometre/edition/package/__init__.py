"""An edition as a package: all that it holds, in every format, described, with what a mirror needs."""
