package io.github.webhooks4j.cli.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.cli.CommandRun;
import io.github.webhooks4j.jdbc.EncryptionKey;
import io.github.webhooks4j.signature.PathSecret;
import io.github.webhooks4j.signature.WebhookPublicKey;
import io.github.webhooks4j.signature.WebhookSecret;
import org.junit.jupiter.api.Test;

class KeygenCommandTest {
    private final CommandRun cli = new CommandRun();

    @Test
    void prints_a_secret_alone_on_its_line() {
        assertThat(cli.run("keygen", "secret")).isZero();

        assertThat(WebhookSecret.of(cli.out()).reveal() + "\n").isEqualTo(cli.out());
        assertThat(cli.out()).startsWith("whsec_");
    }

    @Test
    void prints_both_keys_of_a_pair() {
        assertThat(cli.run("keygen", "ed25519")).isZero();

        String[] lines = cli.out().split("\n");
        WebhookSecret secret = WebhookSecret.of(lines[0].replace("secret: ", ""));
        assertThat(secret.publicKey()).contains(WebhookPublicKey.of(lines[1].replace("public: ", "")));
        assertThat(lines).hasSize(2);
    }

    @Test
    void prints_a_path_secret() {
        assertThat(cli.run("keygen", "path")).isZero();

        assertThat(PathSecret.of(cli.out().strip()).reveal()).hasSize(43);
    }

    @Test
    void prints_a_key_that_a_store_takes() {
        assertThat(cli.run("keygen", "store")).isZero();

        assertThat(EncryptionKey.of(cli.out()).id()).isNotEmpty();
    }

    @Test
    void prints_a_key_as_json() {
        assertThat(cli.run("keygen", "secret", "--json")).isZero();

        assertThat(cli.out()).matches("\\{\n  \"secret\" : \"whsec_[A-Za-z0-9+/]{43}=\"\n}\n");
    }

    @Test
    void refuses_a_kind_that_is_none() {
        assertThat(cli.run("keygen", "rsa")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: Invalid value for positional parameter at index 0 (KIND): expected one of [secret, ed25519, path, store] \
                (case-sensitive) but was 'rsa'
                Try 'webhooks keygen --help'.
                """);
    }

    @Test
    void refuses_to_guess_the_kind() {
        assertThat(cli.run("keygen")).isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: Missing required parameter: 'KIND'
                Try 'webhooks keygen --help'.
                """);
    }
}
