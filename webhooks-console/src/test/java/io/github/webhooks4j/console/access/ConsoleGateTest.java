package io.github.webhooks4j.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.console.access.Admission.Admitted;
import io.github.webhooks4j.console.access.Admission.Refused;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleGateTest {
    private static final String PASSWORD = "correct horse battery";

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "[::1]"})
    void admits_this_machine(String host) {
        assertThat(ConsoleGate.loopbackOnly().admit(request("127.0.0.1", Map.of("Host", List.of(host)))))
                .isEqualTo(new Admitted(new Actor("loopback"), Scope.everything(), Action.ALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:8080", "localhost.evil.example", "", "127.0.0.1.evil.example"})
    void refuses_another_name_for_this_machine(String host) {
        assertThat(ConsoleGate.loopbackOnly().admit(request("127.0.0.1", Map.of("Host", List.of(host)))))
                .isEqualTo(new Refused(403, Map.of()));
    }

    @Test
    void refuses_another_machine_with_the_name_of_this() {
        assertThat(ConsoleGate.loopbackOnly().admit(request("192.0.2.1", Map.of("Host", List.of("localhost")))))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "x-forwarded-host", "Forwarded", "Via", "X-Real-IP", "CF-Connecting-IP"})
    void refuses_a_proxy_on_this_machine(String header) {
        assertThat(ConsoleGate.loopbackOnly()
                        .admit(request(
                                "127.0.0.1", Map.of("Host", List.of("localhost"), header, List.of("192.0.2.1")))))
                .isInstanceOf(Refused.class);
    }

    @Test
    void admits_who_knows_the_password() {
        ConsoleGate gate = ConsoleGate.basic("ada", PASSWORD);

        assertThat(gate.admit(request("192.0.2.1", basic("ada", PASSWORD)).overTls()))
                .isEqualTo(new Admitted(new Actor("ada"), Scope.everything(), Action.ALL));
        assertThat(gate.admit(request("192.0.2.1", basic("ada", PASSWORD + "x")).overTls()))
                .isInstanceOf(Refused.class);
        assertThat(gate.admit(request("192.0.2.1", Map.of("Authorization", List.of("Basic ???")))
                        .overTls()))
                .isInstanceOf(Refused.class);
    }

    @Test
    void reads_no_password_that_was_sent_without_tls() {
        ConsoleGate gate = ConsoleGate.basic("ada", PASSWORD);

        assertThat(gate.admit(request("192.0.2.1", basic("ada", PASSWORD)))).isEqualTo(new Refused(403, Map.of()));
        assertThat(gate.admit(request("127.0.0.1", basic("ada", PASSWORD)))).isInstanceOf(Admitted.class);
    }

    @Test
    void refuses_a_short_password() {
        assertThatThrownBy(() -> ConsoleGate.basic("ada", "short"))
                .hasMessage("password must have at least 16 characters, was 5 characters");
        assertThatThrownBy(() -> ConsoleGate.basic("a:b", PASSWORD))
                .hasMessage("user must not be blank and must have no colon, was \"a:b\"");
    }

    @Test
    void allows_to_look_only() {
        var admission = (Admitted) ConsoleGate.readOnly(ConsoleGate.basic("ada", PASSWORD))
                .admit(request("127.0.0.1", basic("ada", PASSWORD)));

        assertThat(admission.actions()).isEqualTo(Set.of(Action.VIEW));
    }

    @Test
    void narrows_the_scope() {
        var admission = (Admitted) ConsoleGate.scoped(ConsoleGate.basic("ada", PASSWORD), Scope.of("acme/*"))
                .admit(request("127.0.0.1", basic("ada", PASSWORD)));

        assertThat(admission.scope()).isEqualTo(Scope.of("acme/*"));
    }

    @Test
    void narrows_nothing_but_what_is_admitted() {
        ConsoleGate portal = new ConsoleGate() {
            @Override
            public Admission admit(ConsoleRequest request) {
                return Admission.forbidden();
            }

            @Override
            public Optional<URI> embedder() {
                return Optional.of(URI.create("https://app.example"));
            }

            @Override
            public Map<String, String> leaving(ConsoleRequest request) {
                return Map.of("Set-Cookie", "a=");
            }
        };
        ConsoleGate narrowed = ConsoleGate.scoped(ConsoleGate.readOnly(portal), Scope.of("acme/*"));
        ConsoleRequest request = request("127.0.0.1", Map.of());

        assertThat(narrowed.admit(request)).isEqualTo(Admission.forbidden());
        assertThat(narrowed.embedder()).contains(URI.create("https://app.example"));
        assertThat(narrowed.leaving(request)).isEqualTo(Map.of("Set-Cookie", "a="));
    }

    private static Map<String, List<String>> basic(String user, String password) {
        String encoded = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return Map.of("authorization", List.of("Basic " + encoded));
    }

    private static ConsoleRequest request(String remote, Map<String, List<String>> headers) {
        try {
            return ConsoleRequest.of("GET", "/hooks", "/", null)
                    .withHeaders(headers)
                    .withRemote(InetAddress.getByName(remote));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
