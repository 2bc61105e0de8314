"""The project's designs: a folder each, with the knowledge, the stimulus and the tests of it."""
