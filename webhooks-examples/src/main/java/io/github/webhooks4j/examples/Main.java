package io.github.webhooks4j.examples;

import io.github.webhooks4j.examples.demo.DemoCommand;
import io.github.webhooks4j.examples.serve.ServeCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line of the examples. */
@Command(
        name = "webhooks-examples",
        description = "Durable webhooks inside the JVM, to be tried.",
        mixinStandardHelpOptions = true,
        version = "webhooks-examples 0.1.0-SNAPSHOT",
        subcommands = {DemoCommand.class, ServeCommand.class})
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
        main.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (!(failure instanceof ExampleException)) {
                throw failure;
            }
            command.getErr().println("error: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        main.setParameterExceptionHandler((failure, parsed) -> tell(failure));
        if (args.length == 0) {
            main.usage(main.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        return main.execute(args);
    }

    /** Says what is wrong in one sentence, an unknown option before those that are missing for it. */
    private static int tell(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        List<String> unmatched = command.getUnmatchedArguments();
        boolean hidden = failure instanceof CommandLine.MissingParameterException && !unmatched.isEmpty();
        ParameterException told = hidden ? new CommandLine.UnmatchedArgumentException(command, unmatched) : failure;
        PrintWriter err = command.getErr();
        err.println("error: " + told.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(told, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }
}
