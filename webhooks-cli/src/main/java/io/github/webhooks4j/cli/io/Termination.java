package io.github.webhooks4j.cli.io;

import java.util.concurrent.CountDownLatch;

/** The end of a command that runs until it is terminated. */
public final class Termination {
    private Termination() {}

    /** Waits until the process is terminated, closes, and ends it with 0: a service that ends on request has not failed. */
    public static void await(Runnable close) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            close.run();
            Runtime.getRuntime().halt(ExitCode.DONE.code());
        }));
        new CountDownLatch(1).await();
    }
}
