"""Its place here lets every test import the builders beside it, such as `worlds`."""
