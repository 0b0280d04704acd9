package io.github.webhooks4j.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.testsupport.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The change logs for Liquibase create what the store and the inbox look for. */
@Tag("postgres")
class LiquibaseTest {
    private static final String STORE = "io/github/webhooks4j/postgresql/changelog.xml";
    private static final String INBOX = "io/github/webhooks4j/jdbc/inbox/postgresql/changelog.xml";
    private static final Path SCRIPTS = Path.of("src/main/resources/io/github/webhooks4j/postgresql");
    private static final Pattern NAMED = Pattern.compile("sqlFile path=\"([^\"]+)\"");

    private final PGSimpleDataSource source = PostgresServer.newSchema();

    @Test
    void creates_the_tables_that_the_store_looks_for() throws Exception {
        update(STORE);
        update(STORE);

        try (PostgresStore store = PostgresStore.open(source, SchemaMode.VALIDATE)) {
            assertThat(store.chainCounts().accepted()).isZero();
        }
    }

    @Test
    void creates_the_table_of_an_inbox() throws Exception {
        update(INBOX);

        assertThat(PostgresServer.number(source, "SELECT count(*) FROM wh_inbox"))
                .isZero();
    }

    @Test
    void names_every_script_of_the_store() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            List<String> scripts = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sql"))
                    .sorted()
                    .toList();

            assertThat(NAMED.matcher(Files.readString(SCRIPTS.resolve("changelog.xml")))
                            .results()
                            .map((MatchResult named) -> named.group(1)))
                    .isNotEmpty()
                    .isEqualTo(scripts);
        }
    }

    private void update(String changeLog) throws Exception {
        try (Connection connection = source.getConnection()) {
            new CommandScope(UpdateCommandStep.COMMAND_NAME)
                    .addArgumentValue(
                            DbUrlConnectionArgumentsCommandStep.DATABASE_ARG,
                            DatabaseFactory.getInstance()
                                    .findCorrectDatabaseImplementation(new JdbcConnection(connection)))
                    .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, changeLog)
                    .execute();
        }
    }
}
