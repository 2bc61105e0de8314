"""The convolution engine's tests, by what they are after."""
