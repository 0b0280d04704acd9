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
    void a_contender_that_is_not_there_is_refused() {
        assertThat(run("inflight", "--contenders", "webhooks-sqlite,nobody")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("--contenders must be of webhooks-sqlite, webhooks-postgresql, was nobody"
                        + System.lineSeparator());
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

    private int run(String... args) {
        return Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), args);
    }
}
