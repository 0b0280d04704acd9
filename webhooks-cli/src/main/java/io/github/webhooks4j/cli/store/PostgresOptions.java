package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.InputFile;
import io.github.webhooks4j.cli.io.Surroundings;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Option;

/** The options that name a PostgreSQL database. A password is no argument: a list of processes shows those. */
final class PostgresOptions {
    static final String PASSWORD_VARIABLE = "WEBHOOKS_PASSWORD";

    private static final String PREFIX = "jdbc:postgresql:";
    private static final int MAX_FILE_BYTES = 4 << 10;

    private final Surroundings surroundings;

    @Option(
            names = "--postgres",
            paramLabel = "URL",
            description = "The store in a PostgreSQL database: jdbc:postgresql://HOST/DATABASE?user=NAME, and perhaps"
                    + " &currentSchema=SCHEMA.")
    private @Nullable String url;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The file that holds the password of the database; default: the environment variable "
                    + PASSWORD_VARIABLE + ".")
    private @Nullable Path passwordFile;

    PostgresOptions(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    boolean isGiven() {
        return url != null;
    }

    /** Returns a source of connections; none is made yet. */
    PGSimpleDataSource dataSource() {
        String given = url == null ? "" : url;
        // Neither is quoted: what is refused may hold a password.
        if (!given.startsWith(PREFIX)) {
            throw CommandFailure.usage("--postgres must begin with " + PREFIX);
        }
        // The driver takes no user and password before the host, but writes such a URL to its log.
        if (given.toLowerCase(Locale.ROOT).matches("(?s)[^?]*@.*|.*[?&](ssl)?password=.*")) {
            throw CommandFailure.usage("--postgres must have no password; give it by --password-file, or in the"
                    + " environment variable " + PASSWORD_VARIABLE);
        }
        var source = new PGSimpleDataSource();
        try {
            source.setUrl(given);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(
                    "--postgres must be a URL such as jdbc:postgresql://db.example/hub?user=hub, and is none");
        }
        String password = passwordFile == null
                ? surroundings.environment().apply(PASSWORD_VARIABLE).orElse(null)
                : InputFile.text("password", passwordFile, MAX_FILE_BYTES).stripTrailing();
        if (password != null) {
            source.setPassword(password);
        }
        return source;
    }
}
