package io.github.webhooks4j.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    private final CommandRun cli = new CommandRun().atSystemTime();

    @TempDir
    private Path folder;

    @Test
    void runs_a_push_through_the_chain_to_its_end() {
        assertThat(cli.run("demo")).isZero();

        assertThat(cli.out())
                .contains("ci      receives svendowideit/testhook:latest, signature verified")
                .contains("deploy  calls back: success, Deployed to production")
                .contains(" is complete\n")
                .contains("success: 387 tests PASSED (Continuous integration by Acme CI)");
    }

    @Test
    void shows_a_chain_that_ci_interrupts_and_never_contacts_deploy() {
        assertThat(cli.run("demo", "--ci", "failure")).isZero();

        assertThat(cli.out())
                .contains("is interrupted at step 0: The destination called back with failure.")
                .contains("not contacted")
                .doesNotContain("deploy  receives");
    }

    @Test
    void keeps_the_named_store_and_can_use_it_again() {
        String store = folder.resolve("hub.db").toString();

        assertThat(cli.run("demo", "--store", store)).isZero();
        assertThat(cli.run("demo", "--store", store, "--ci", "error")).isZero();

        assertThat(folder.resolve("hub.db")).exists();
    }

    @Test
    void publishes_the_push_of_a_file() throws IOException {
        Path push = Files.writeString(
                folder.resolve("push.json"),
                "{\"push_data\":{\"tag\":\"v1\"},\"repository\":{\"repo_name\":\"acme/app\"}}");

        assertThat(cli.run("demo", "--push", push.toString())).isZero();

        assertThat(cli.out()).contains("ci      receives acme/app:v1, signature verified");
    }

    @Test
    void refuses_a_push_file_that_is_missing() {
        Path push = folder.resolve("none.json");

        assertThat(cli.run("demo", "--push", push.toString())).isEqualTo(1);

        assertThat(cli.err()).isEqualTo("error: push file " + push + " must exist, but there is none\n");
    }

    @Test
    void refuses_a_push_file_that_is_no_payload() throws IOException {
        Path push = Files.writeString(folder.resolve("push.json"), "{\"repository\":{}}");

        assertThat(cli.run("demo", "--push", push.toString())).isEqualTo(1);

        assertThat(cli.err())
                .isEqualTo("error: push file " + push
                        + " must be a push payload: repository.repo_name is required, was absent\n");
    }

    @Test
    void refuses_a_store_of_another_program() throws IOException {
        Path store = Files.writeString(folder.resolve("notes.txt"), "not a database, but a text that is long enough");

        assertThat(cli.run("demo", "--store", store.toString())).isEqualTo(1);

        assertThat(cli.err()).startsWith("error: ").contains(store.toString());
        assertThat(store).hasContent("not a database, but a text that is long enough");
    }

    @Test
    void refuses_a_callback_state_that_is_none() {
        assertThat(cli.run("demo", "--ci", "Success")).isEqualTo(2);

        assertThat(cli.err())
                .contains("Invalid value for option '--ci': must be success, failure or error, was 'Success'");
    }
}
