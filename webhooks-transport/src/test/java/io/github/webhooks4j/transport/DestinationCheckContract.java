package io.github.webhooks4j.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.transport.internal.address.IpLiteral;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import io.github.webhooks4j.webhook.DestinationCheck.Accepted;
import io.github.webhooks4j.webhook.DestinationCheck.Refused;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

abstract class DestinationCheckContract extends GuardedFixture {
    private static final String SPECIAL = "must not lead to a private or otherwise special address";
    private static final String SPELLING = "must spell an IPv4 address as four plain decimals";

    private static final Map<String, List<String>> NAMES = Map.of(
            "hooks.test", List.of("9.9.9.9"),
            "hooks.test.", List.of("9.9.9.9"),
            "xn--bcher-kva.test", List.of("9.9.9.9", "2600::1"),
            "inside.test", List.of("10.4.4.4"),
            "inside.test.", List.of("10.4.4.4"),
            "mixed.test", List.of("9.9.9.9", "fd00::7"),
            "nat64.test", List.of("64:ff9b::a00:1"));

    @AutoClose
    private final TestedTransport transport =
            builder().nameResolver(DestinationCheckContract::resolve).build();

    DestinationCheckContract(GuardedTransportContract contract) {
        super(contract);
    }

    @ParameterizedTest
    @CsvSource({
        "https://hooks.test/in?a=b, https://hooks.test/in?a=b",
        "HTTPS://Hooks.TEST, https://hooks.test/",
        "http://hooks.test:8080/in, http://hooks.test:8080/in",
        "https://hooks.test:443/in, https://hooks.test/in",
        "https://bücher.test/in, https://xn--bcher-kva.test/in",
        "https://hooks.test./in, https://hooks.test./in",
        "https://hooks.test/?next=http://10.0.0.1/, https://hooks.test/?next=http://10.0.0.1/",
        "https://hooks.test/in?y={2}|^`[a], https://hooks.test/in?y=%7B2%7D%7C%5E%60%5Ba%5D",
        "https://hooks.test/a{b}|?y=%7b%2F, https://hooks.test/a%7Bb%7D%7C?y=%7b%2F",
        "https://hooks.test/?, https://hooks.test/?",
        "http://9.9.9.9/in, http://9.9.9.9/in",
        "http://[2600::0:1]/in, http://[2600::1]/in",
        "http://[::ffff:9.9.9.9]/in, http://9.9.9.9/in",
        "https://later.test/in, https://later.test/in",
    })
    void accepts_a_public_destination_in_the_form_that_is_dialled(String url, String dialled) {
        assertThat(transport.check(url)).isEqualTo(new Accepted(new Destination(dialled, null)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://$user:pw@hooks.test/in, $user, pw",
        "https://a%40b:p%3Aw@hooks.test/in, a@b, p:w",
        "https://user@hooks.test/in, user, ''",
        "https://:pw@hooks.test/in, '', pw",
    })
    void takes_user_info_out_of_the_url(String url, String user, String password) {
        assertThat(transport.check(url))
                .isEqualTo(
                        new Accepted(new Destination("https://hooks.test/in", new BasicCredentials(user, password))));
    }

    @Test
    void refuses_a_user_with_a_colon_which_basic_authentication_cannot_carry() {
        assertThat(transport.check("https://us%3Aer:secret@hooks.test/in"))
                .isEqualTo(new Refused("must have a user without a colon", "one with a colon"));
    }

    @Test
    void empty_user_info_is_none() {
        assertThat(transport.check("https://@hooks.test/in"))
                .isEqualTo(new Accepted(new Destination("https://hooks.test/in", null)));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1/, 127.0.0.1",
        "http://user:secret@127.0.0.1:8080/path?query, 127.0.0.1",
        "http://hooks.test@10.0.0.1/, 10.0.0.1",
        "http://169.254.169.254/latest/meta-data, 169.254.169.254",
        "http://[::1]/, ::1",
        "http://[::ffff:10.0.0.1]/, 10.0.0.1",
        "http://[64:ff9b::808:808]/, 64:ff9b::808:808",
        "http://[fe80::1]/, fe80::1",
        "http://inside.test/, inside.test",
        "http://INSIDE.test./, inside.test.",
        "http://mixed.test/, mixed.test",
        "http://nat64.test/, nat64.test",
    })
    void refuses_what_leads_to_a_special_address_and_names_only_the_host(String url, String host) {
        assertThat(transport.check(url)).isEqualTo(new Refused(SPECIAL, '"' + host + '"'));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.1/, 127.1",
        "http://2130706433/, 2130706433",
        "http://0x7f000001/, 0x7f000001",
        "http://0X7F.1/, 0x7f.1",
        "http://127.0.0.0x1/, 127.0.0.0x1",
        "http://0177.0.0.1/, 0177.0.0.1",
        "http://9.9.9.09/, 9.9.9.09",
        "http://9.9.9.9./, 9.9.9.9.",
        "http://0/, 0",
        "http://0x/, 0x",
        "http://1.2.3.4.5/, 1.2.3.4.5",
        "http://127.0.0.256/, 127.0.0.256",
        "http://hooks.test.7/, hooks.test.7",
        "http://９.９.９.９/, 9.9.9.9",
        "http://⑨.9.9.9/, 9.9.9.9",
        "http://9。9。9。9/, 9.9.9.9",
        "http://%39.9.9.9/, 9.9.9.9",
        "http://user:secret@127.1/path?query, 127.1",
    })
    void refuses_an_ipv4_address_that_others_might_read_differently(String url, String host) {
        assertThat(transport.check(url)).isEqualTo(new Refused(SPELLING, '"' + host + '"'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://hooks.test/",
                "hooks.test/in",
                "//hooks.test/in",
                "",
                "http:/hooks.test/",
                "http:hooks.test",
                "http:///hooks.test/",
                "file:///etc/passwd",
                "jar:http://hooks.test/"
            })
    void refuses_a_text_that_does_not_begin_as_a_web_url(String url) {
        assertThat(transport.check(url))
                .isEqualTo(new Refused("must begin with http:// or https:// and a host", "one that does not"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " http://hooks.test/", "http://hooks.test/ ", "http://hooks.test/\r\nX: y", "http://hooks.test/a\tb",
                "http:\\\\hooks.test/", "http://10.0.0.1\\@hooks.test/", "http://hooks.test/\u0000",
                        "http://hooks\u00a0.test/",
                "http://hooks.test/\u2028"
            })
    void refuses_what_a_lenient_parser_would_mend(String url) {
        assertThat(transport.check(url))
                .isEqualTo(
                        new Refused("must contain no whitespace, control characters or backslashes", "one that does"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://#top",
                "https://:8080/",
                "https://hooks.test:70000/",
                "https://hooks.test:0/",
                "https://[fe80::1%25eth0]/",
                "https://[v1.a]/",
                "https://hooks..test/",
                "https://user:secret@/path",
                "http://xn--xn--localhostxn--/"
            })
    void refuses_what_cannot_be_read(String url) {
        assertThat(transport.check(url))
                .isEqualTo(new Refused("must be a valid http or https URL", "one that cannot be read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://hooks.test/in#part", "https://hooks.test/#", "https://hooks.test?a#b"})
    void refuses_a_fragment_which_no_request_has(String url) {
        assertThat(transport.check(url)).isEqualTo(new Refused("must have no fragment", "one that has"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://hooks.test/?a=%zz", "https://hooks.test/?a=%", "https://hooks.test/?a=%1"})
    void refuses_a_per_cent_sign_that_begins_no_escape(String url) {
        assertThat(transport.check(url))
                .isEqualTo(new Refused(
                        "must have two hexadecimal digits after each percent sign of its path and query",
                        "one that has not"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://hooks.test/%zz", "https://hooks.test/in/%"})
    void refuses_or_encodes_a_per_cent_sign_in_a_path(String url) {
        assertThat(transport.check(url))
                .isIn(
                        new Refused(
                                "must have two hexadecimal digits after each percent sign of its path and query",
                                "one that has not"),
                        new Accepted(new Destination(url.replace("%", "%25"), null)));
    }

    @Test
    void refuses_a_text_that_is_too_long() {
        DestinationCheck check = transport.check("https://hooks.test/" + "a".repeat(2030));

        assertThat(check).isEqualTo(new Refused("must be at most 2048 characters", "2049 characters"));
    }

    @Test
    void can_demand_https() {
        try (var strict = builder()
                .httpsOnly()
                .nameResolver(DestinationCheckContract::resolve)
                .build()) {
            assertThat(strict.check("https://hooks.test/in")).isInstanceOf(Accepted.class);
            assertThat(strict.check("http://hooks.test/in"))
                    .isEqualTo(new Refused("must begin with https://", "http://"));
        }
    }

    @Test
    void the_explicit_policy_opens_an_address() {
        try (var trial = builder()
                .addressPolicy(AddressPolicy.publicOnly().allowing("127.0.0.1/32:8080"))
                .build()) {
            assertThat(trial.check("http://127.0.0.1:8080/in")).isInstanceOf(Accepted.class);
            assertThat(trial.check("http://127.0.0.1:8081/in")).isEqualTo(new Refused(SPECIAL, "\"127.0.0.1\""));
        }
    }

    @Test
    void can_refuse_what_does_not_resolve_as_it_refuses_what_is_denied() {
        try (var discreet = builder()
                .refuseUnresolvedNames()
                .nameResolver(DestinationCheckContract::resolve)
                .build()) {
            assertThat(discreet.check("https://unknown.inside/")).isEqualTo(new Refused(SPECIAL, "\"unknown.inside\""));
            assertThat(discreet.check("https://hooks.test/")).isInstanceOf(Accepted.class);
        }
        assertThat(transport.check("https://unknown.inside/")).isInstanceOf(Accepted.class);
    }

    @Test
    void can_refuse_what_cannot_be_resolved_now() {
        try (var discreet = builder()
                .refuseUnresolvedNames()
                .nameResolver(host -> {
                    throw new UnknownHostException(host + ": Temporary failure in name resolution");
                })
                .build()) {
            assertThat(discreet.check("https://hooks.test/")).isEqualTo(new Refused(SPECIAL, "\"hooks.test\""));
            assertThat(discreet.check("https://9.9.9.9/")).isInstanceOf(Accepted.class);
        }
    }

    private static List<InetAddress> resolve(String host) throws UnknownHostException {
        List<String> addresses = NAMES.get(host);
        if (addresses == null) {
            throw new UnknownHostException(host);
        }
        return addresses.stream()
                .map(address -> IpLiteral.parse(address).orElseThrow())
                .toList();
    }
}
