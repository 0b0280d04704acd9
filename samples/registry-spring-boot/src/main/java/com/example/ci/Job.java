package com.example.ci;

/** Work that was done for an image. */
record Job(String name, String image, boolean passed) {}
