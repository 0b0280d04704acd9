package com.example.registry;

/** An image that was pushed. */
record Image(long id, String repository, String tag, String pusher) {}
