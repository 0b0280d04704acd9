package io.github.webhooks4j.benchmarks.receiver;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The process that receives. It says {@code listening PORT PORT …} on its standard output, then obeys its standard input, and ends with
 * it:
 *
 * <pre>
 * reset     forgets everything          prints ok
 * await N   waits for N arrivals        prints reached N; the next command ends the waiting
 * count     counts                      prints count ARRIVALS HELD HUNG
 * dump      lists every arrival         prints arrivals N, then N lines ID NANOSECONDS
 * take      as dump, then forgets them  prints the same
 * </pre>
 *
 * What it does with a request stands in {@link Behaviour}.
 */
public final class Receiver {
    private Receiver() {}

    /** Runs until the standard input ends. */
    public static void main(String[] args) throws IOException {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.US_ASCII);
        var loop = new ReceiverLoop(out);
        var thread = new Thread(loop, "receiver");
        thread.setDaemon(true);
        thread.start();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        String line;
        while ((line = in.readLine()) != null) {
            loop.command(line);
        }
    }
}
