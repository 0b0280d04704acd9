package io.github.webhooks4j.cli.io;

/** Which release this is. */
public final class Release {
    /** The version of all modules. */
    public static final String VERSION = "0.1.0-SNAPSHOT";

    private Release() {}
}
