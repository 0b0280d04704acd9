package io.github.webhooks4j.benchmarks;

import io.github.webhooks4j.benchmarks.codec.CodecCommand;
import io.github.webhooks4j.benchmarks.command.BacklogCommand;
import io.github.webhooks4j.benchmarks.command.ConsoleCommand;
import io.github.webhooks4j.benchmarks.command.DeadlineCommand;
import io.github.webhooks4j.benchmarks.command.DeliveryCommand;
import io.github.webhooks4j.benchmarks.command.HistoryCommand;
import io.github.webhooks4j.benchmarks.command.InFlightCommand;
import io.github.webhooks4j.benchmarks.command.LatencyCommand;
import io.github.webhooks4j.benchmarks.command.NodesCommand;
import io.github.webhooks4j.benchmarks.command.NoisyCommand;
import io.github.webhooks4j.benchmarks.command.RecoveryCommand;
import io.github.webhooks4j.benchmarks.command.SoakCommand;
import io.github.webhooks4j.benchmarks.command.StartupCommand;
import io.github.webhooks4j.benchmarks.command.StoreWorkCommand;
import io.github.webhooks4j.benchmarks.command.SyncCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the benchmarks. */
@Command(
        name = "webhooks-benchmarks",
        description = "Durable webhooks inside the JVM, measured beside their peers.",
        mixinStandardHelpOptions = true,
        version = "webhooks-benchmarks 0.1.0-SNAPSHOT",
        subcommands = {
            DeliveryCommand.class,
            SyncCommand.class,
            LatencyCommand.class,
            InFlightCommand.class,
            BacklogCommand.class,
            NoisyCommand.class,
            DeadlineCommand.class,
            HistoryCommand.class,
            ConsoleCommand.class,
            NodesCommand.class,
            SoakCommand.class,
            RecoveryCommand.class,
            StoreWorkCommand.class,
            StartupCommand.class,
            CodecCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs a command; exits with 0 when it did what was asked, 1 when it did not, 2 when the command line is wrong. */
    public static void main(String[] args) {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        var main = new CommandLine(new Main()).setOut(out).setErr(err);
        if (args.length == 0) {
            main.usage(main.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        return main.execute(args);
    }
}
