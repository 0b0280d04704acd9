package io.github.webhooks4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {
    private final StringWriter err = new StringWriter();

    @Test
    void without_a_scenario_it_says_what_there_is() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).startsWith("Usage: webhooks-benchmarks").contains("delivery-sync", "inflight");
    }

    @Test
    void a_subject_that_is_not_there_is_refused() {
        assertThat(run("inflight", "--contenders", "webhooks-sqlite,unknown")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("--contenders must be of webhooks-sqlite, webhooks-postgresql, "
                        + "webhooks-sqlite-netty, webhooks-postgresql-netty, was unknown" + System.lineSeparator());
    }

    @Test
    void a_size_of_nothing_is_refused() {
        assertThat(run("delivery", "--events", "0")).isEqualTo(2);
        assertThat(err.toString()).startsWith("a size must be 1 or more, was 0" + System.lineSeparator());
    }

    @Test
    void no_rounds_are_refused() {
        assertThat(run("delivery", "--rounds", "0")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--rounds must be 1 or more, was 0" + System.lineSeparator());
    }

    @Test
    void no_round_to_warm_up_is_refused() {
        assertThat(run("delivery", "--max-warm-ups", "0")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--max-warm-ups must be 1 or more, was 0" + System.lineSeparator());
    }

    @Test
    void a_jdk_that_is_not_there_is_refused() {
        assertThat(run("delivery", "--jdk", "/no/such/directory")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("--jdk must be the home of a JDK, with bin/java in it, was /no/such/directory"
                        + System.lineSeparator());
    }

    @Test
    void a_report_that_cannot_be_written_is_refused_before_anything_runs() {
        assertThat(run("delivery", "--json", "/no/such/directory/report.json")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("--json must be a file that can be written, was /no/such/directory/report.json"
                        + System.lineSeparator());
    }

    @Test
    void a_server_that_does_not_respond_is_refused_before_anything_runs() {
        assertThat(run("delivery", "--postgres", "jdbc:postgresql://localhost:1/none"))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith(
                        "--postgres must be of a PostgreSQL server that responds, was not: Connection to localhost:1"
                                + " refused.");
    }

    @Test
    void refuses_a_url_of_no_server_without_showing_it() {
        assertThat(run("delivery", "--postgres", "postgresql://me:secret@localhost"))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith("--postgres must be the JDBC URL of a PostgreSQL server, was none" + System.lineSeparator())
                .doesNotContain("secret");
    }

    @Test
    void more_in_flight_than_an_engine_grants_is_refused() {
        assertThat(run("inflight", "--deliveries", "10001")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--deliveries must be 10000 or less, was 10001" + System.lineSeparator());
    }

    @Test
    void a_single_destination_has_no_neighbour_to_be_noisy() {
        assertThat(run("noisy", "--destinations", "1")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--destinations must be 2 or more, was 1" + System.lineSeparator());
    }

    @Test
    void more_destinations_than_the_receiver_has_ports_are_refused() {
        assertThat(run("nodes", "--destinations", "1001")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--destinations must be 1000 or less, was 1001" + System.lineSeparator());
    }

    @Test
    void a_store_that_only_one_node_can_open_has_no_nodes() {
        assertThat(run("nodes", "--contenders", "webhooks-sqlite")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith(
                        "--contenders must be of webhooks-postgresql, webhooks-postgresql-netty, was webhooks-sqlite"
                                + System.lineSeparator());
    }

    @Test
    void a_soak_of_more_than_can_be_checked_is_refused() {
        assertThat(run("soak", "--minutes", "1000", "--rate", "1000")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("--minutes and --rate must be of 50000000 events or less, were of 60000000"
                        + System.lineSeparator());
    }

    private int run(String... args) {
        return Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), args);
    }
}
