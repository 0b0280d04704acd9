package io.github.webhooks4j.cli.io;

/** How a command ends. */
public enum ExitCode {
    /** What was to be done is done. */
    DONE(0),
    /** It was refused, or it failed. */
    REFUSED(1),
    /** The command line is wrong; nothing was begun. */
    USAGE(2),
    /** The store or the destination cannot be reached. */
    UNREACHABLE(3);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** Returns the exit code of the process. */
    public int code() {
        return code;
    }
}
