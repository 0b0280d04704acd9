package io.github.webhooks4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void runs_a_push_through_the_chain_to_its_end() {
        assertThat(run("demo")).isZero();

        assertThat(out.toString())
                .contains("ci      receives svendowideit/testhook:latest, signature verified")
                .contains("deploy  calls back: success, Deployed to production")
                .contains(" is complete\n")
                .contains("success: 387 tests PASSED (Continuous integration by Acme CI)");
    }

    @Test
    void shows_a_chain_that_ci_interrupts_and_never_contacts_deploy() {
        assertThat(run("demo", "--ci", "failure")).isZero();

        assertThat(out.toString())
                .contains("is interrupted at step 0: The destination called back with failure.")
                .contains("not contacted")
                .doesNotContain("deploy  receives");
    }

    @Test
    void keeps_the_named_store_and_can_use_it_again() {
        String store = folder.resolve("hub.db").toString();

        assertThat(run("demo", "--store", store)).isZero();
        assertThat(run("demo", "--store", store, "--ci", "error")).isZero();

        assertThat(folder.resolve("hub.db")).exists();
    }

    @Test
    void publishes_the_push_of_a_file() throws IOException {
        Path push = Files.writeString(
                folder.resolve("push.json"),
                "{\"push_data\":{\"tag\":\"v1\"},\"repository\":{\"repo_name\":\"acme/app\"}}");

        assertThat(run("demo", "--push", push.toString())).isZero();

        assertThat(out.toString()).contains("ci      receives acme/app:v1, signature verified");
    }

    @Test
    void refuses_a_push_file_that_is_missing() {
        Path push = folder.resolve("none.json");

        assertThat(run("demo", "--push", push.toString())).isEqualTo(1);

        assertThat(err).hasToString("error: push file " + push + " must exist, but there is none\n");
    }

    @Test
    void refuses_a_push_file_that_is_no_payload() throws IOException {
        Path push = Files.writeString(folder.resolve("push.json"), "{\"repository\":{}}");

        assertThat(run("demo", "--push", push.toString())).isEqualTo(1);

        assertThat(err)
                .hasToString("error: push file " + push
                        + " must be a push payload: repository.repo_name is required, was absent\n");
    }

    @Test
    void refuses_a_store_of_another_program() throws IOException {
        Path store = Files.writeString(folder.resolve("notes.txt"), "not a database, but a text that is long enough");

        assertThat(run("demo", "--store", store.toString())).isEqualTo(1);

        assertThat(err.toString()).startsWith("error: ").contains(store.toString());
        assertThat(store).hasContent("not a database, but a text that is long enough");
    }

    @Test
    void refuses_an_unknown_command_and_an_unknown_option() {
        assertThat(run("send")).isEqualTo(2);
        assertThat(run("demo", "--fast")).isEqualTo(2);

        assertThat(err.toString())
                .contains("Unmatched argument at index 0: 'send'")
                .contains("Unknown option: '--fast'");
    }

    @Test
    void refuses_a_callback_state_that_is_none() {
        assertThat(run("demo", "--ci", "Success")).isEqualTo(2);

        assertThat(err.toString())
                .contains("Invalid value for option '--ci': must be success, failure or error, was 'Success'");
    }

    @Test
    void refuses_a_port_that_is_taken_and_leaves_the_store_alone() throws IOException {
        Path store = folder.resolve("hub.db");
        try (var taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(run("serve", "--port", port, "--store", store.toString()))
                    .isEqualTo(1);

            assertThat(err).hasToString("error: port " + port + " must be free, but it is taken; choose another one\n");
            assertThat(store).doesNotExist();
        }
    }

    @Test
    void refuses_a_port_that_is_none() {
        assertThat(run("serve", "--port", "70000", "--store", "hub.db")).isEqualTo(2);

        assertThat(err.toString()).contains("--port must be 0 to 65535, was 70000");
    }

    @Test
    void refuses_a_callback_base_that_is_no_web_url() {
        String store = folder.resolve("hub.db").toString();

        for (String base : List.of(
                "ftp://hub.example/", "http://hub.example:0/", "http://hub.example:70000", "http:/x", "http://h/?q")) {
            assertThat(run("serve", "--port", "0", "--store", store, "--callback-base", base))
                    .isEqualTo(2);
            assertThat(err)
                    .hasToString(
                            "error: --callback-base must be an absolute http or https URL with a host, a port other than"
                                    + " 0, and neither query nor fragment, was " + base
                                    + "\nTry 'webhooks-examples serve --help'.\n");
            err.getBuffer().setLength(0);
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refuses_a_host_that_is_no_name() {
        String store = folder.resolve("hub.db").toString();

        assertThat(run("serve", "--port", "0", "--store", store, "--host", "http://hub.example"))
                .isEqualTo(2);

        assertThat(err)
                .hasToString("error: --host must be a host's name or address without scheme and port, was"
                        + " \"http://hub.example\"\nTry 'webhooks-examples serve --help'.\n");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void names_an_unknown_option_before_those_that_are_missing_for_it() {
        assertThat(run("serve", "--prot", "1")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("error: Unknown options: '--prot', '1'\n")
                .doesNotContain("Missing");
    }

    @Test
    void names_the_options_that_are_missing() {
        assertThat(run("serve")).isEqualTo(2);
        assertThat(err).hasToString("""
                error: Missing required options: '--port=N', '--store=FILE'
                Try 'webhooks-examples serve --help'.
                """);
    }

    @Test
    void shows_how_it_is_used() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("--help")).isZero();

        assertThat(err.toString()).contains("demo").contains("serve");
    }

    private int run(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }
}
