package io.github.webhooks4j.cli.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.bulk.BulkJob;
import io.github.webhooks4j.cli.CommandRun;
import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCommandsTest {
    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final CommandRun cli = new CommandRun();

    @TempDir
    private Path folder;

    private int run(Path file, String command, String... args) {
        var all = new String[args.length + 3];
        all[0] = command;
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--store";
        all[args.length + 2] = file.toString();
        return cli.run(all);
    }

    @Test
    void history_lists_chains_the_latest_first() {
        var sample = new SampleStore(folder);

        assertThat(run(sample.file, "history")).isZero();

        assertThat(cli.out()).isEqualTo("""
                2026-02-03T04:04:06Z  %s  interrupted  step 1 of 1  attempt 1: 500  order.placed  acme/app
                2026-02-03T04:04:06Z  %s  complete  step 1 of 1  attempt 1: 200  order.placed  acme/app
                """.formatted(sample.interrupted, sample.complete));
    }

    @Test
    void history_lists_what_meets_every_condition() {
        var sample = new SampleStore(folder);

        assertThat(run(
                        sample.file,
                        "history",
                        "--state",
                        "interrupted,cancelled",
                        "--status",
                        "500-599",
                        "--webhook",
                        sample.webhook.value(),
                        "--topic",
                        "acme/*"))
                .isZero();

        assertThat(cli.out()).contains(sample.interrupted.value()).doesNotContain(sample.complete.value());
    }

    @Test
    void history_goes_on_at_a_cursor() {
        var sample = new SampleStore(folder);
        run(sample.file, "history", "--limit", "1");
        String cursor = cli.out().strip().replaceAll("(?s).*--after ", "");

        assertThat(run(sample.file, "history", "--limit", "1", "--after", cursor))
                .isZero();

        assertThat(cli.out()).contains(sample.complete.value()).doesNotContain(sample.interrupted.value());
    }

    @Test
    void history_as_json_has_the_attempts() {
        var sample = new SampleStore(folder);

        assertThat(run(sample.file, "history", "--event", "e-2", "--json")).isZero();

        assertThat(cli.out())
                .contains("\"id\" : \"" + sample.interrupted + "\"", "\"status\" : 500,", "\"next\" : null");
    }

    @Test
    void history_reports_that_it_found_none() {
        var sample = new SampleStore(folder);

        assertThat(run(sample.file, "history", "--state", "cancelled")).isZero();

        assertThat(cli.out()).matches("no chain is found in [0-9]+ that were looked at\n");
    }

    @Test
    void history_refuses_a_state_that_is_none() {
        assertThat(run(folder, "history", "--state", "broken")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: --state must be delivering, awaiting_callback, complete, interrupted or cancelled, or several \
                separated by commas, was "broken"
                Try 'webhooks history --help'.
                """);
    }

    @Test
    void history_refuses_conditions_that_contradict_each_other() {
        assertThat(run(folder, "history", "--status", "500", "--failure", "timed_out"))
                .isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: a history query must have a last status or a last failure, was both: an attempt has a response or none
                Try 'webhooks history --help'.
                """);
    }

    @Test
    void history_refuses_a_limit_out_of_range() {
        assertThat(run(folder, "history", "--limit", "101")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: --limit must be 1 to 100, was 101
                Try 'webhooks history --help'.
                """);
    }

    @Test
    void refuses_to_guess_the_store() {
        assertThat(cli.run("history")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: one of --store FILE and --postgres URL must be given, was neither
                Try 'webhooks history --help'.
                """);
    }

    @Test
    void creates_no_store_file_where_there_is_none() {
        Path none = folder.resolve("none.db");

        assertThat(run(none, "history")).isEqualTo(3);

        assertThat(cli.err())
                .isEqualTo("error: the store file " + none + " must exist, but there is none; nothing was created\n");
        assertThat(none).doesNotExist();
    }

    @Test
    void refuses_a_file_that_is_in_use() throws IOException {
        var sample = new SampleStore(folder);
        SqliteStore open = SqliteStore.open(sample.file);

        assertThat(run(sample.file, "history")).isEqualTo(1);

        assertThat(cli.err())
                .isEqualTo("error: the store file " + sample.file.toRealPath()
                        + " is in use by another store of this process; close that one first, or open another file\n");
        open.close();
    }

    @Test
    void opens_an_encrypted_store_with_its_key_only() throws IOException {
        var sample = new SampleStore(folder, EncryptionKey.of(KEY));
        Path key = Files.writeString(folder.resolve("store.key"), KEY + "\n");
        Path wrong = Files.writeString(
                folder.resolve("wrong.key"), KEY.replace('A', 'B').replace("B=", "A=") + "\n");

        assertThat(run(sample.file, "history", "--key-file", key.toString())).isZero();
        assertThat(run(sample.file, "history", "--key-file", wrong.toString())).isEqualTo(3);

        assertThat(cli.err())
                .startsWith("error: the store file " + sample.file.toRealPath() + " holds secrets that are");
    }

    @Test
    void explains_a_chain_by_its_id_and_by_the_webhook_id_of_a_request() {
        var sample = new SampleStore(folder);

        assertThat(run(sample.file, "explain", sample.interrupted.value())).isZero();
        String byChain = cli.out();
        assertThat(run(sample.file, "explain", sample.interrupted + "_0")).isZero();

        assertThat(cli.out()).isEqualTo(byChain);
        assertThat(byChain)
                .startsWith("chain " + sample.interrupted + " of webhook " + sample.webhook
                        + " for event e-2 (order.placed, acme/app)\n"
                        + "started 2026-02-03T04:04:06.000Z, interrupted at step 1 of 1\nwhy: ")
                .contains("step 1: https://ci.example/hook, not delivered\n", " attempt 1: 500 in ", "\nnext: ");
    }

    @Test
    void explains_to_whom_an_event_went_and_to_whom_not() {
        var sample = new SampleStore(folder);

        assertThat(run(sample.file, "explain", "e-1")).isZero();

        assertThat(cli.out())
                .startsWith("event e-1 (order.placed, acme/app), accepted 2026-02-03T04:04:06.000Z\n")
                .contains("webhook " + sample.webhook + " CI: ", " " + sample.complete + "\n", " Paid: ");
    }

    @Test
    void explains_an_event_as_json() {
        var sample = new SampleStore(folder);

        assertThat(run(sample.file, "explain", "e-1", "--json")).isZero();

        assertThat(cli.out())
                .startsWith("{\n  \"event\" : {\n    \"id\" : \"e-1\",")
                .contains("\"webhooks\" : [ {");
    }

    @Test
    void explain_refuses_an_unknown_id() {
        var sample = new SampleStore(folder);

        assertThat(run(sample.file, "explain", "e-3")).isEqualTo(1);

        assertThat(cli.err())
                .isEqualTo("error: the store has no chain, delivery or event \"e-3\"; it may be pruned, or of another"
                        + " store\n");
    }

    @Test
    void doctor_finds_nothing_wrong_with_a_sound_store() {
        var sample = new SampleStore(folder);

        assertThat(run(sample.file, "doctor")).isZero();

        assertThat(cli.out()).isEqualTo("""
                accepted: 2
                complete: 1
                awaiting_callback: 0
                delivering: 0
                interrupted: 1
                cancelled: 0
                no problem found
                """);
    }

    @Test
    void doctor_refuses_a_file_of_another_program() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "not a database, but a text that is long enough");

        assertThat(run(notes, "doctor")).isEqualTo(1);

        assertThat(cli.err()).startsWith("error: ").contains(notes.toRealPath().toString());
        assertThat(notes).hasContent("not a database, but a text that is long enough");
    }

    @Test
    void bulk_shows_a_plan_and_changes_nothing() {
        var sample = new SampleStore(folder);

        assertThat(run(sample.file, "bulk", "resume", "--status", "500")).isZero();

        assertThat(cli.out()).isEqualTo("""
                chains to resume: 1
                  webhook %s: 1
                  for example %s
                nothing was changed; repeat with --yes to act
                """.formatted(sample.webhook, sample.interrupted));
        try (SqliteStore store = SqliteStore.open(sample.file)) {
            assertThat(store.runningBulkJob()).isEmpty();
        }
    }

    @Test
    void bulk_stores_a_job_with_yes() {
        var sample = new SampleStore(folder);

        assertThat(run(sample.file, "bulk", "resume", "--yes", "--by", "ops")).isZero();

        try (SqliteStore store = SqliteStore.open(sample.file)) {
            BulkJob job = store.runningBulkJob().orElseThrow();
            assertThat(job.startedBy()).isEqualTo("ops");
            assertThat(cli.out()).endsWith("job " + job.id() + " is stored; the next node that delivers acts on it\n");
        }
    }

    @Test
    void prunes_no_history_of_an_application_that_keeps_it_for_years() {
        var sample = new SampleStore(folder);
        cli.atSystemTime();

        assertThat(run(sample.file, "bulk", "resume")).isZero();
        assertThat(run(sample.file, "explain", sample.complete.value())).isZero();
    }

    @Test
    void bulk_refuses_a_second_job() {
        var sample = new SampleStore(folder);
        run(sample.file, "bulk", "resume", "--yes");

        assertThat(run(sample.file, "bulk", "cancel", "--yes")).isEqualTo(1);

        assertThat(cli.err())
                .matches(
                        "error: one bulk job runs at a time, and bulk_[0-9a-z]+ runs; start this one when it has ended, or"
                                + " stop it\n");
    }

    @Test
    void bulk_reports_that_there_is_nothing_to_do() {
        var sample = new SampleStore(folder);

        assertThat(run(sample.file, "bulk", "resume", "--event", "e-1", "--yes"))
                .isZero();

        assertThat(cli.out()).isEqualTo("there is no chain to resume\n");
    }

    @Test
    void bulk_refuses_an_action_that_is_none() {
        assertThat(run(folder, "bulk", "delete")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: Invalid value for positional parameter at index 0 (ACTION): expected one of [resume, rerun, cancel] \
                (case-sensitive) but was 'delete'
                Try 'webhooks bulk --help'.
                """);
    }
}
