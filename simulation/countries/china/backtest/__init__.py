"""Back-tests of the employees' pension: what the model would have said at the end of 2016, 2017 or 2018."""
