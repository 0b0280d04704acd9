package io.github.webhooks4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.cli.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    private final CommandRun cli = new CommandRun().atSystemTime();

    @TempDir
    private Path folder;

    @Test
    void refuses_a_port_that_is_taken_and_leaves_the_store_alone() throws IOException {
        Path store = folder.resolve("hub.db");
        try (var taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(cli.run("serve", "--port", port, "--store", store.toString()))
                    .isEqualTo(1);

            assertThat(cli.err())
                    .isEqualTo("error: port " + port + " must be free, but it is taken; choose another one\n");
            assertThat(store).doesNotExist();
        }
    }

    @Test
    void refuses_a_port_that_is_none() {
        assertThat(cli.run("serve", "--port", "70000", "--store", "hub.db")).isEqualTo(2);

        assertThat(cli.err()).contains("--port must be 0 to 65535, was 70000");
    }

    @Test
    void refuses_a_callback_base_that_is_no_web_url() {
        String store = folder.resolve("hub.db").toString();

        for (String base : List.of(
                "ftp://hub.example/", "http://hub.example:0/", "http://hub.example:70000", "http:/x", "http://h/?q")) {
            assertThat(cli.run("serve", "--port", "0", "--store", store, "--callback-base", base))
                    .isEqualTo(2);
            assertThat(cli.err())
                    .isEqualTo(
                            "error: --callback-base must be an absolute http or https URL with a host, a port other than"
                                    + " 0, and neither query nor fragment, was " + base
                                    + "\nTry 'webhooks serve --help'.\n");
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refuses_a_host_that_is_no_name() {
        String store = folder.resolve("hub.db").toString();

        assertThat(cli.run("serve", "--port", "0", "--store", store, "--host", "http://hub.example"))
                .isEqualTo(2);

        assertThat(cli.err())
                .isEqualTo("error: --host must be a host's name or address without scheme and port, was"
                        + " \"http://hub.example\"\nTry 'webhooks serve --help'.\n");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void names_an_unknown_option_before_those_that_are_missing_for_it() {
        assertThat(cli.run("serve", "--prot", "1")).isEqualTo(2);
        assertThat(cli.err())
                .startsWith("error: Unknown options: '--prot', '1'\n")
                .doesNotContain("Missing");
    }

    @Test
    void names_the_option_that_is_missing() {
        assertThat(cli.run("serve")).isEqualTo(2);
        assertThat(cli.err()).isEqualTo("""
                error: Missing required option: '--port=N'
                Try 'webhooks serve --help'.
                """);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private int serve(String... args) {
        var all = new ArrayList<>(List.of("serve", "--port", "0"));
        all.addAll(List.of(args));
        return cli.run(all.toArray(String[]::new));
    }

    @Test
    void refuses_to_serve_beyond_this_machine_without_a_token() {
        assertThat(serve("--store", "hub.db", "--bind", "0.0.0.0")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: --api-token-file must be given to serve beyond this machine, on 0.0.0.0; keygen path makes a token
                Try 'webhooks serve --help'.
                """);
    }

    @Test
    void refuses_a_name_to_bind_to() {
        assertThat(serve("--store", "hub.db", "--bind", "localhost")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: --bind must be an address such as 127.0.0.1 or 0.0.0.0, was localhost
                Try 'webhooks serve --help'.
                """);
    }

    @Test
    void refuses_a_token_that_can_be_guessed_and_does_not_show_it() throws IOException {
        Path token = file("token.txt", "hunter2\n");

        assertThat(serve("--store", "hub.db", "--api-token-file", token.toString()))
                .isEqualTo(1);

        assertThat(cli.err())
                .isEqualTo("error: the token in " + token
                        + " must be one line of at least 16 visible characters of ASCII, was 7 characters\n");
    }

    @Test
    void refuses_a_password_of_the_console_that_can_be_guessed() throws IOException {
        Path password = file("password.txt", "hunter2\n");

        assertThat(serve("--store", "hub.db", "--console", "--console-password-file", password.toString()))
                .isEqualTo(1);

        assertThat(cli.err())
                .isEqualTo("error: the file " + password
                        + " is not usable: its password must have at least 16 characters, was 7 characters\n");
    }

    @Test
    void refuses_the_console_on_an_address_where_its_gate_lets_no_request_in() throws IOException {
        Path token = file("token.txt", "0123456789abcdef");

        assertThat(serve("--store", "hub.db", "--bind", "192.0.2.1", "--api-token-file", token.toString(), "--console"))
                .isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: --console must be served on a loopback address or on all addresses, since it only lets in \
                requests of this machine, was --bind 192.0.2.1; give --bind 0.0.0.0, or leave out --console
                Try 'webhooks serve --help'.
                """);
    }

    @Test
    void checks_the_key_before_it_takes_a_port() throws IOException {
        Path key = file("key.txt", "hunter2\n");
        try (var taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThat(cli.run(
                            "serve",
                            "--port",
                            Integer.toString(taken.getLocalPort()),
                            "--store",
                            folder.resolve("hub.db").toString(),
                            "--key-file",
                            key.toString()))
                    .isEqualTo(1);

            assertThat(cli.err()).startsWith("error: the key file " + key + " is not usable: ");
        }
    }

    @Test
    void refuses_a_password_before_the_host_of_a_database_and_does_not_show_it() {
        assertThat(serve("--postgres", "jdbc:postgresql://hub:hunter2@127.0.0.1:1/hub"))
                .isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: --postgres must have no password; give it by --password-file, or in the environment variable \
                WEBHOOKS_PASSWORD
                Try 'webhooks serve --help'.
                """);
    }

    @Test
    void refuses_a_password_without_the_console() {
        assertThat(serve("--store", "hub.db", "--console-password-file", "password.txt"))
                .isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: --console-password-file must be given with --console only
                Try 'webhooks serve --help'.
                """);
    }

    @Test
    void refuses_no_store_and_two() {
        assertThat(serve()).isEqualTo(2);
        assertThat(cli.err()).startsWith("error: one of --store FILE and --postgres URL must be given, was neither\n");

        assertThat(serve("--store", "hub.db", "--postgres", "jdbc:postgresql:hub"))
                .isEqualTo(2);
        assertThat(cli.err()).startsWith("error: one of --store FILE and --postgres URL must be given, were both\n");
    }

    @Test
    void reports_a_database_that_cannot_be_reached() {
        assertThat(serve("--postgres", "jdbc:postgresql://127.0.0.1:1/hub?user=hub"))
                .isEqualTo(3);

        assertThat(cli.err()).startsWith("error: the database cannot be reached");
    }
}
