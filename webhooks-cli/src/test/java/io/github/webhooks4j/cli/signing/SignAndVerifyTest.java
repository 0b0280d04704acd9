package io.github.webhooks4j.cli.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignAndVerifyTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private final CommandRun cli = new CommandRun();

    @TempDir
    private Path folder;

    private String body = "";

    @BeforeEach
    void write() throws IOException {
        body = write("body.json", "{\"test\": 2432232314}");
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String signed(String... more) throws IOException {
        var args = new String[5 + more.length];
        System.arraycopy(new String[] {"sign", "--secret", SECRET, "--body", body}, 0, args, 0, 5);
        System.arraycopy(more, 0, args, 5, more.length);
        assertThat(cli.run(args)).isZero();
        return write("headers.txt", cli.out());
    }

    @Test
    void signs_as_the_specification_does() {
        assertThat(cli.run(
                        "sign",
                        "--secret",
                        SECRET,
                        "--body",
                        body,
                        "--id",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "--at",
                        "2021-02-25T15:02:10Z"))
                .isZero();

        assertThat(cli.out()).isEqualTo("""
                webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek
                webhook-timestamp: 1614265330
                webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                """);
    }

    @Test
    void signs_as_json() {
        assertThat(cli.run("sign", "--secret", SECRET, "--body", body, "--id", "m1", "--json"))
                .isZero();

        assertThat(cli.out())
                .startsWith("{\n  \"webhook-id\" : \"m1\",\n  \"webhook-timestamp\" : \"1770091506\",\n")
                .contains("  \"webhook-signature\" : \"v1,");
    }

    @Test
    void verifies_what_sign_wrote() throws IOException {
        String headers = signed("--id", "m1");

        assertThat(cli.run("verify", "--secret", SECRET, "--headers", headers, "--body", body))
                .isZero();

        assertThat(cli.out()).isEqualTo("valid: m1\n");
    }

    @Test
    void verifies_with_the_public_key_of_a_pair() throws IOException {
        cli.run("keygen", "ed25519");
        String[] keys = cli.out().split("\n", -1);
        cli.run("sign", "--secret", keys[0].replace("secret: ", ""), "--body", body, "--id", "m1");
        String headers = write("headers.txt", cli.out());

        assertThat(cli.run("verify", "--secret", keys[1].replace("public: ", ""), "--headers", headers, "--body", body))
                .isZero();
    }

    @Test
    void verifies_with_the_secret_of_a_file() throws IOException {
        String headers = signed("--id", "m1");
        String secret = write("secret.txt", SECRET + "\n");

        assertThat(cli.run("verify", "--secret", "@" + secret, "--headers", headers, "--body", body))
                .isZero();
    }

    @Test
    void reports_a_wrong_key_with_what_may_be_wrong() throws IOException {
        String headers = signed();

        assertThat(cli.run("verify", "--secret", OTHER, "--headers", headers, "--body", body))
                .isEqualTo(1);

        assertThat(cli.out())
                .isEqualTo("not valid: No signature matches: the key is another one, or the body is not byte for byte"
                        + " what was signed.\n");
    }

    @Test
    void reports_a_request_that_is_too_old_and_verifies_it_at_its_time() throws IOException {
        String headers = signed("--id", "m1", "--at", "2026-02-03T03:00:00Z");

        assertThat(cli.run("verify", "--secret", SECRET, "--headers", headers, "--body", body))
                .isEqualTo(1);
        assertThat(cli.out())
                .isEqualTo("not valid: webhook-timestamp is more than 5 minutes ago: perhaps a replay; verify with --at"
                        + " what was stored.\n");
        assertThat(cli.run(
                        "verify",
                        "--secret",
                        SECRET,
                        "--headers",
                        headers,
                        "--body",
                        body,
                        "--at",
                        "2026-02-03T03:00:01Z"))
                .isZero();
    }

    @Test
    void reports_a_reason_as_json() throws IOException {
        String headers = write("headers.txt", "Content-Type: application/json\n");

        assertThat(cli.run("verify", "--secret", SECRET, "--headers", headers, "--body", body, "--json"))
                .isEqualTo(1);

        assertThat(cli.out()).isEqualTo("""
                {
                  "valid" : false,
                  "reason" : "missing_header",
                  "sentence" : "webhook-id, webhook-timestamp and webhook-signature must all be there, and not empty."
                }
                """);
    }

    @Test
    void refuses_a_file_that_is_missing() {
        String none = folder.resolve("none.json").toString();

        assertThat(cli.run("sign", "--secret", SECRET, "--body", none)).isEqualTo(1);

        assertThat(cli.err()).isEqualTo("error: the body file " + none + " must exist, but there is none\n");
    }

    @Test
    void refuses_headers_without_a_colon_and_does_not_show_them() throws IOException {
        String headers = write("headers.txt", "webhook-id: m1\n\n" + SECRET + "\n");

        assertThat(cli.run("verify", "--secret", SECRET, "--headers", headers, "--body", body))
                .isEqualTo(1);

        assertThat(cli.err())
                .isEqualTo(
                        "error: line 3 of the headers file must be \"name: value\", but has no colon behind a name\n");
    }

    @Test
    void refuses_a_secret_that_is_none_and_does_not_show_it() {
        assertThat(cli.run("sign", "--secret", "whsec_hunter2!", "--body", body))
                .isEqualTo(1);

        assertThat(cli.err())
                .isEqualTo("error: --secret is not usable: a webhook secret must be base64, with or without whsec_ in"
                        + " front; verify with WebhookSecret.ofBytes if the sender's secret is plain text\n");
    }

    @Test
    void refuses_an_id_with_a_full_stop() {
        assertThat(cli.run("sign", "--secret", SECRET, "--body", body, "--id", "m.1"))
                .isEqualTo(2);

        assertThat(cli.err()).startsWith("error: --id is not usable: ").endsWith("Try 'webhooks sign --help'.\n");
    }

    @Test
    void refuses_a_time_that_is_none() {
        assertThat(cli.run("sign", "--secret", SECRET, "--body", body, "--at", "noon"))
                .isEqualTo(2);

        assertThat(cli.err()).isEqualTo("""
                error: Invalid value for option '--at': must be a time such as 2026-02-03T04:05:06Z, was 'noon'
                Try 'webhooks sign --help'.
                """);
    }
}
