package io.github.webhooks4j.cli;

import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.cli.catalog.OpenApiCommand;
import io.github.webhooks4j.cli.demo.DemoCommand;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.ExitCode;
import io.github.webhooks4j.cli.io.Release;
import io.github.webhooks4j.cli.io.Surroundings;
import io.github.webhooks4j.cli.listen.ListenCommand;
import io.github.webhooks4j.cli.project.NewCommand;
import io.github.webhooks4j.cli.serve.ServeCommand;
import io.github.webhooks4j.cli.signing.KeygenCommand;
import io.github.webhooks4j.cli.signing.SendCommand;
import io.github.webhooks4j.cli.signing.SignCommand;
import io.github.webhooks4j.cli.signing.VerifyCommand;
import io.github.webhooks4j.cli.store.BulkCommand;
import io.github.webhooks4j.cli.store.CopyCommand;
import io.github.webhooks4j.cli.store.DoctorCommand;
import io.github.webhooks4j.cli.store.ExplainCommand;
import io.github.webhooks4j.cli.store.HistoryCommand;
import io.github.webhooks4j.spi.store.StoreException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The command line. */
@Command(
        name = "webhooks",
        description = "Webhooks for Java: a hub to try, keys, signatures, one delivery, a receiver, and the work of an"
                + " operator on a store.",
        mixinStandardHelpOptions = true,
        version = "webhooks " + Release.VERSION,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:Done.",
            " 1:Refused, or failed.",
            " 2:The command line is wrong; nothing was begun.",
            " 3:The store or the destination cannot be reached."
        })
public final class Main {
    private Main() {}

    /** Runs a command and exits with its {@link ExitCode}. */
    public static void main(String[] args) {
        System.exit(run(Surroundings.ofProcess(), args));
    }

    static int run(Surroundings surroundings, String... args) {
        CommandLine main = commandLine(surroundings);
        if (args.length == 0) {
            main.usage(surroundings.err());
            return ExitCode.USAGE.code();
        }
        return main.execute(args);
    }

    static CommandLine commandLine(Surroundings surroundings) {
        var main = new CommandLine(new Main())
                .addSubcommand(new NewCommand(surroundings))
                .addSubcommand(new DemoCommand(surroundings))
                .addSubcommand(new ServeCommand(surroundings))
                .addSubcommand(new KeygenCommand(surroundings))
                .addSubcommand(new SignCommand(surroundings))
                .addSubcommand(new VerifyCommand(surroundings))
                .addSubcommand(new SendCommand(surroundings))
                .addSubcommand(new ListenCommand(surroundings))
                .addSubcommand(new HistoryCommand(surroundings))
                .addSubcommand(new ExplainCommand(surroundings))
                .addSubcommand(new DoctorCommand(surroundings))
                .addSubcommand(new CopyCommand(surroundings))
                .addSubcommand(new BulkCommand(surroundings))
                .addSubcommand(new OpenApiCommand(surroundings));
        return main.setOut(surroundings.out())
                .setErr(surroundings.err())
                // "@FILE" is the value of an option, and no file of arguments.
                .setExpandAtFiles(false)
                .registerConverter(Instant.class, Main::time)
                .registerConverter(int.class, Main::number)
                .registerConverter(Integer.class, Main::number)
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command))
                .setParameterExceptionHandler((failure, parsed) -> reportUsage(failure));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("must be a time such as 2026-02-03T04:05:06Z, was '" + text + "'");
        }
    }

    private static Integer number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("must be a whole number, was '" + text + "'");
        }
    }

    private static int report(Exception failure, CommandLine command) throws Exception {
        ExitCode exitCode;
        if (failure instanceof CommandFailure known) {
            exitCode = known.exitCode();
        } else if (failure instanceof StoreException store) {
            exitCode = store.reason() == StoreException.Reason.INACCESSIBLE ? ExitCode.UNREACHABLE : ExitCode.REFUSED;
        } else if (failure instanceof WebhookException) {
            exitCode = ExitCode.REFUSED;
        } else {
            throw failure;
        }
        command.getErr().println("error: " + failure.getMessage());
        if (exitCode == ExitCode.USAGE) {
            hint(command);
        }
        return exitCode.code();
    }

    /** Reports what is wrong in one sentence, an unknown option before those that are missing for it. */
    private static int reportUsage(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        List<String> unmatched = command.getUnmatchedArguments();
        boolean hidden = failure instanceof CommandLine.MissingParameterException && !unmatched.isEmpty();
        ParameterException first = hidden ? new CommandLine.UnmatchedArgumentException(command, unmatched) : failure;
        PrintWriter err = command.getErr();
        err.println("error: " + first.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(first, err);
        hint(command);
        return ExitCode.USAGE.code();
    }

    private static void hint(CommandLine command) {
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
}
