package io.github.webhooks4j.cli.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.cli.CommandRun;
import io.github.webhooks4j.testsupport.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

@Tag("postgres")
class PostgresCommandsTest {
    private final CommandRun cli = new CommandRun().atSystemTime();
    private final PGSimpleDataSource database = PostgresServer.newSchema();
    private final String url = "jdbc:postgresql://127.0.0.1:" + PostgresServer.port() + "/" + database.getDatabaseName()
            + "?user=" + database.getUser() + "&currentSchema=" + database.getCurrentSchema();

    @TempDir
    private Path folder;

    @Test
    void copies_a_file_and_works_on_the_copy() {
        var sample = new SampleStore(folder);

        assertThat(cli.run("copy", "--store", sample.file.toString(), "--postgres", url))
                .isZero();
        assertThat(cli.out())
                .contains("wh_chain: 2 rows\n")
                .endsWith("the copy is finished, and equal to the file; start no engine on the file again\n");
        assertThat(cli.err()).contains("copying wh_chain: 2 of 2\n", "comparing wh_chain: 2 of 2\n");

        assertThat(cli.run("explain", sample.interrupted.value(), "--postgres", url))
                .isZero();
        assertThat(cli.run("bulk", "resume", "--postgres", url, "--yes")).isZero();
        assertThat(cli.run("doctor", "--postgres", url)).isZero();
    }

    @Test
    void refuses_to_copy_twice() {
        var sample = new SampleStore(folder);
        cli.run("copy", "--store", sample.file.toString(), "--postgres", url);

        assertThat(cli.run("copy", "--store", sample.file.toString(), "--postgres", url))
                .isEqualTo(1);

        assertThat(cli.err()).startsWith("error: the database postgres (schema ");
    }

    @Test
    void creates_no_tables_where_there_are_none() {
        assertThat(cli.run("history", "--postgres", url)).isPositive();

        assertThat(cli.err()).startsWith("error: ");
        assertThat(PostgresServer.number(
                        database,
                        "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()"))
                .isZero();
    }

    @Test
    void reports_a_clock_that_differs_from_that_of_the_database() {
        var sample = new SampleStore(folder);
        cli.run("copy", "--store", sample.file.toString(), "--postgres", url);

        assertThat(new CommandRun().run("doctor", "--postgres", url)).isEqualTo(1);
    }

    @Test
    void reports_a_server_that_cannot_be_reached() {
        assertThat(cli.run("history", "--postgres", "jdbc:postgresql://127.0.0.1:1/hub?user=hub"))
                .isEqualTo(3);

        assertThat(cli.err())
                .startsWith(
                        "error: the database cannot be reached; check the data source and whether the server runs: ");
    }

    @Test
    void refuses_a_password_in_the_url_and_does_not_show_it() {
        assertThat(cli.run("history", "--postgres", url + "&password=hunter2")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: --postgres must have no password; give it by --password-file, or in the environment variable \
                WEBHOOKS_PASSWORD
                Try 'webhooks history --help'.
                """);
    }

    @Test
    void takes_the_password_of_a_file_or_else_of_the_environment() throws IOException {
        Path file = Files.writeString(folder.resolve("password.txt"), "of the file\n");
        var surroundings = cli.with("WEBHOOKS_PASSWORD", "of the environment");

        assertThat(passwordOf(surroundings, "--postgres", url)).isEqualTo("of the environment");
        assertThat(passwordOf(surroundings, "--postgres", url, "--password-file", file.toString()))
                .isEqualTo("of the file");
    }

    private static @Nullable String passwordOf(CommandRun run, String... args) {
        var options = new PostgresOptions(run.surroundings());
        new CommandLine(CommandSpec.create().addMixin("postgres", CommandSpec.forAnnotatedObject(options)))
                .parseArgs(args);
        return options.dataSource().getPassword();
    }

    @Test
    void refuses_a_url_of_another_database() {
        assertThat(cli.run("history", "--postgres", "jdbc:mysql://db/hub")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: --postgres must begin with jdbc:postgresql:
                Try 'webhooks history --help'.
                """);
    }
}
