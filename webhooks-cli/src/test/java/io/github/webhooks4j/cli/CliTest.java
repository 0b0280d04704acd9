package io.github.webhooks4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CliTest {
    private final CommandRun cli = new CommandRun();

    @Test
    void shows_the_commands_and_the_exit_codes() {
        assertThat(cli.run("--help")).isZero();

        assertThat(cli.out())
                .startsWith("Usage: webhooks [-hV] [COMMAND]\n")
                .contains("keygen", "3   The store or the destination cannot be reached.");
    }

    @Test
    void shows_its_use_without_a_command() {
        assertThat(cli.run()).isEqualTo(2);

        assertThat(cli.err()).startsWith("Usage: webhooks [-hV] [COMMAND]\n");
    }

    @Test
    void refuses_an_unknown_command() {
        assertThat(cli.run("frobnicate")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: Unmatched argument at index 0: 'frobnicate'
                Did you mean: webhooks listen?
                Try 'webhooks --help'.
                """);
    }

    @Test
    void refuses_an_unknown_option_before_those_that_are_missing() {
        assertThat(cli.run("sign", "--fast")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: Unknown option: '--fast'
                Try 'webhooks sign --help'.
                """);
    }
}
