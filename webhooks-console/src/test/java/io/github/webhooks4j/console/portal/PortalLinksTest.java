package io.github.webhooks4j.console.portal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.console.access.Action;
import io.github.webhooks4j.console.access.Actor;
import io.github.webhooks4j.console.access.Admission;
import io.github.webhooks4j.console.access.Admission.Admitted;
import io.github.webhooks4j.console.access.Admission.Refused;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ManualClock;
import io.github.webhooks4j.testkit.ScriptedTransport;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortalLinksTest {
    private static final URI BASE = URI.create("https://hub.example/hooks");
    private static final PortalGrant GRANT = PortalGrant.of(Scope.of("acme/app"), "user-17");

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final WebhookEngine engine =
            WebhookEngine.builder(store, new ScriptedTransport()).clock(clock).build();
    private final PortalLinks links = builder().build();

    private PortalLinksBuilder builder() {
        return PortalLinks.builder(engine, BASE).clock(clock).random(new Random(1));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static ConsoleRequest open(URI link) {
        return ConsoleRequest.of("GET", "/hooks", "/enter", link.getRawQuery());
    }

    private static String cookie(Admission entered) {
        return requireNonNull(((Refused) entered).headers().get("Set-Cookie")).split(";", 2)[0];
    }

    private static ConsoleRequest with(String cookie) {
        return ConsoleRequest.of("GET", "/hooks", "/webhooks", null)
                .withHeaders(Map.of("Cookie", List.of("a=b; " + cookie)));
    }

    @Test
    void turns_a_link_into_a_cookie_and_takes_it_out_of_the_address() {
        URI link = links.create(GRANT);
        assertThat(link.toString()).startsWith("https://hub.example/hooks/enter?t=p1.");

        var entered = (Refused) links.gate().admit(open(link));

        assertThat(entered.status()).isEqualTo(303);
        assertThat(entered.headers()).containsEntry("Location", "/hooks/webhooks");
        assertThat(entered.headers().get("Set-Cookie"))
                .startsWith("__Secure-wh-portal=p1.")
                .endsWith("; Path=/hooks; Max-Age=28800; HttpOnly; Secure; SameSite=Lax");
        assertThat(links.gate().admit(with(cookie(entered))))
                .isEqualTo(new Admitted(new Actor("user-17"), Scope.of("acme/app"), Action.MANAGE));
    }

    @Test
    void ends_a_session_by_taking_the_cookie_back() {
        String cookie = cookie(links.gate().admit(open(links.create(GRANT))));

        assertThat(links.gate().leaving(with(cookie)))
                .isEqualTo(Map.of(
                        "Set-Cookie", "__Secure-wh-portal=; Path=/hooks; Max-Age=0; HttpOnly; Secure; SameSite=Lax"));
    }

    @Test
    void is_the_same_on_every_node() {
        try (var other = WebhookEngine.builder(store.join(), new ScriptedTransport())
                .clock(clock)
                .build()) {
            PortalLinks there = PortalLinks.builder(other, BASE).clock(clock).build();

            assertThat(((Refused) there.gate().admit(open(links.create(GRANT)))).status())
                    .isEqualTo(303);
        }
    }

    @Test
    void opens_no_link_after_its_validity() {
        URI link = links.create(GRANT.validFor(Duration.ofMinutes(2)));
        clock.advance(Duration.ofMinutes(2));

        assertThat(links.gate().admit(open(link))).isEqualTo(new Refused(401, Map.of()));
    }

    @Test
    void ends_a_session_and_leads_to_where_there_is_a_new_link() {
        URI login = URI.create("https://app.example/webhooks");
        PortalLinks brief =
                builder().sessions(Duration.ofMinutes(10)).refreshUrl(login).build();
        String cookie = cookie(brief.gate().admit(open(brief.create(GRANT))));
        assertThat(brief.gate().admit(with(cookie))).isInstanceOf(Admitted.class);

        clock.advance(Duration.ofMinutes(10));

        assertThat(brief.gate().admit(with(cookie))).isEqualTo(new Refused(401, Map.of(), login));
    }

    @Test
    void accepts_nothing_that_was_changed() {
        String token = links.create(GRANT).getRawQuery();
        for (int i = "t=".length(); i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String forged = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(((Refused) links.gate().admit(open(URI.create("https://x/?" + forged)))).status())
                    .as(forged)
                    .isEqualTo(401);
        }
    }

    @Test
    void accepts_no_link_as_a_cookie_and_no_cookie_as_a_link() {
        URI link = links.create(GRANT);
        String cookie = cookie(links.gate().admit(open(link)));

        assertThat(links.gate()
                        .admit(with("__Secure-wh-portal=" + link.getRawQuery().substring(2))))
                .isInstanceOf(Refused.class);
        URI asLink = URI.create("https://x/?t=" + cookie.substring(cookie.indexOf('=') + 1));
        assertThat(((Refused) links.gate().admit(open(asLink))).status()).isEqualTo(401);
    }

    @Test
    void sets_no_cookie_for_a_preview_of_the_link() {
        URI link = links.create(GRANT);

        assertThat(((Refused) links.gate().admit(ConsoleRequest.of("HEAD", "/hooks", "/enter", link.getRawQuery())))
                        .status())
                .isEqualTo(401);
        assertThat(((Refused) links.gate().admit(open(link).withHeaders(Map.of("Sec-Fetch-Mode", List.of("no-cors")))))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refuses_what_the_application_revoked() {
        var revoked = new HashSet<String>();
        PortalLinks revocable = builder()
                .revoked(session -> revoked.contains(session.actor().name()))
                .build();
        String cookie = cookie(revocable.gate().admit(open(revocable.create(GRANT))));

        revoked.add("user-17");

        assertThat(revocable.gate().admit(with(cookie))).isInstanceOf(Refused.class);
    }

    @Test
    void lets_one_origin_embed_it() {
        PortalLinks embedded =
                builder().embedIn(URI.create("https://app.example")).build();

        assertThat(embedded.gate().embedder()).contains(URI.create("https://app.example"));
        assertThat(((Refused) embedded.gate().admit(open(embedded.create(GRANT))))
                        .headers()
                        .get("Set-Cookie"))
                .endsWith("; HttpOnly; Secure; SameSite=None; Partitioned");
        assertThat(links.gate().embedder()).isEmpty();
    }

    @Test
    void works_without_tls_on_this_machine_only() {
        PortalLinks local = PortalLinks.builder(engine, URI.create("http://localhost:8080/hooks"))
                .clock(clock)
                .build();

        assertThat(((Refused) local.gate().admit(open(local.create(GRANT))))
                        .headers()
                        .get("Set-Cookie"))
                .startsWith("wh-portal=p1.")
                .doesNotContain("Secure");
        assertThatThrownBy(() -> PortalLinks.builder(engine, URI.create("http://hub.example/hooks")))
                .hasMessage("the base of portal links must be an https URL, or http on this machine,"
                        + " without query and fragment, was \"http://hub.example/hooks\"");
    }

    @Test
    void refuses_grants_and_options_out_of_range() {
        assertThatThrownBy(() -> PortalGrant.of(Scope.everything(), "user-17"))
                .hasMessage("a portal link must be for one topic or namespace, was for everything");
        assertThatThrownBy(() -> GRANT.validFor(Duration.ofMinutes(11)))
                .hasMessage("the validity of a portal link must be PT1S to PT10M, was PT11M");
        assertThatThrownBy(() -> builder().sessions(Duration.ofDays(2)))
                .hasMessage("sessions must be PT1M to PT24H, was PT48H");
        assertThatThrownBy(() -> builder().embedIn(URI.create("https://app.example/page")))
                .hasMessage("embedIn must be an origin as https://app.example, was \"https://app.example/page\"");
    }

    @Test
    void opens_the_longest_link() {
        Scope scope = Scope.of("議".repeat(127) + "/" + "題".repeat(127));
        var actor = new Actor("者".repeat(100));

        URI link = links.create(new PortalGrant(scope, actor, Action.ALL, Duration.ofMinutes(10)));

        assertThat(links.gate().admit(with(cookie(links.gate().admit(open(link))))))
                .isEqualTo(new Admitted(actor, scope, Action.ALL));
    }

    @Test
    void grants_what_it_is_created_for() {
        URI link = links.create(PortalGrant.of(Scope.of("acme/*"), "user 17 ü").actions(Set.of(Action.VIEW)));

        assertThat(links.gate().admit(with(cookie(links.gate().admit(open(link))))))
                .isEqualTo(new Admitted(new Actor("user 17 ü"), Scope.of("acme/*"), Set.of(Action.VIEW)));
    }
}
