package io.github.webhooks4j.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.portal.PortalGrant;
import io.github.webhooks4j.console.portal.PortalLinks;
import io.github.webhooks4j.delivery.DeliveryRules;
import io.github.webhooks4j.delivery.FinalStatuses;
import io.github.webhooks4j.delivery.RetrySchedule;
import io.github.webhooks4j.engine.ManualEngine;
import io.github.webhooks4j.engine.WebhookEngine;
import io.github.webhooks4j.engine.WebhookEngineBuilder;
import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.engine.metrics.EngineMetrics;
import io.github.webhooks4j.http.jdk.CallbackHttpHandler;
import io.github.webhooks4j.jdbc.Inbox;
import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.signature.WebhookSecret;
import io.github.webhooks4j.signature.WebhookVerifier;
import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.transport.CallbackClient;
import io.github.webhooks4j.webhook.DestinationCheck;
import io.github.webhooks4j.webhook.DisablePolicy;
import io.github.webhooks4j.webhook.InvalidWebhookException;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookRules;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every duration that an application can set has a range, which is checked where it is set. */
class HouseDurationsTest {
    /** What the library measures, and what an engine passes to a store. */
    private static final Set<String> NOT_SET_BY_APPLICATIONS = Set.of(
            "Timing",
            "StoreSnapshot",
            "ClockOffset",
            "ClockCheck",
            "LeaseRequest",
            "WebhookSettings",
            "OutboundRequest",
            "WaitsForRetry");

    /** Where nothing is a sensible value. */
    private static final Set<String> MAY_BE_ZERO = Set.of(
            "WebhookEngine.stopDelivering",
            "WebhookEngineBuilder.secretOverlap",
            "WebhookEngineBuilder.shutdownGrace",
            "WebhookVerifierBuilder.tolerance",
            "RetrySchedule.of",
            "RetrySchedule.new");

    private static final Map<String, Consumer<Duration>> SETTERS = setters();

    @ParameterizedTest
    @MethodSource("names")
    void no_setter_takes_what_is_out_of_range(String name) {
        Consumer<Duration> setter = SETTERS.get(name);

        assertRefused(setter, Duration.ofNanos(-1));
        assertRefused(setter, Duration.ofDays(-100_000));
        assertRefused(setter, ChronoUnit.FOREVER.getDuration());
        assertRefused(setter, Duration.ofSeconds(Long.MIN_VALUE));
        assertRefused(setter, Duration.ofDays(3651));
        if (!MAY_BE_ZERO.contains(name)) {
            assertRefused(setter, Duration.ZERO);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_setter_takes_something(String name) {
        Duration accepted = name.equals("WebhookEngineBuilder.retention")
                        || name.startsWith("Inbox")
                        || name.startsWith("DisablePolicy")
                ? Duration.ofDays(1)
                : name.equals("PortalLinksBuilder.sessions") ? Duration.ofHours(1) : Duration.ofSeconds(2);

        SETTERS.get(name).accept(accepted);
    }

    @Test
    void every_setter_is_tried() {
        var found = new TreeSet<String>();
        for (JavaClass type : House.CLASSES) {
            if (isForApplications(type)) {
                type.getCodeUnits().stream()
                        .filter(HouseDurationsTest::takesDuration)
                        .forEach(code -> found.add(nameOf(code)));
            }
        }

        assertThat(found).isEqualTo(new TreeSet<>(SETTERS.keySet()));
    }

    private static Stream<String> names() {
        return SETTERS.keySet().stream();
    }

    private static Map<String, Consumer<Duration>> setters() {
        WebhookEngineBuilder engine = WebhookEngine.builder(new InMemoryStore(), new ScriptedTransport());
        OkHttpTransport.Builder transport = OkHttpTransport.builder();
        CallbackClient.Builder client = CallbackClient.builder(Set.of("hub.example"), new ScriptedTransport());
        List<WebhookSecret> secrets = List.of(WebhookSecret.generate());
        var setters = new TreeMap<String, Consumer<Duration>>();
        setters.put("WebhookEngineBuilder.retention", engine::retention);
        setters.put("WebhookEngineBuilder.publishTimeout", engine::publishTimeout);
        setters.put("WebhookEngineBuilder.leaseTerm", engine::leaseTerm);
        setters.put("WebhookEngineBuilder.pollInterval", engine::pollInterval);
        setters.put("WebhookEngineBuilder.attemptTimeout", engine::attemptTimeout);
        setters.put("WebhookEngineBuilder.circuitProbeInterval", engine::circuitProbeInterval);
        setters.put("WebhookEngineBuilder.secretOverlap", engine::secretOverlap);
        setters.put("WebhookEngineBuilder.shutdownGrace", engine::shutdownGrace);
        setters.put("DisablePolicy.new", value -> new DisablePolicy(value, 1, true));
        setters.put("DisablePolicy.whenFailing", value -> DisablePolicy.DEFAULT.whenFailing(value, 1));
        CallbackEndpoint callbacks = engine.build().callbacks();
        setters.put("CallbackHttpHandler.new", value -> new CallbackHttpHandler(callbacks, value));
        PortalGrant grant = PortalGrant.of(Scope.of("acme/app"), "user-17");
        setters.put("PortalGrant.validFor", grant::validFor);
        setters.put("PortalGrant.new", value -> new PortalGrant(grant.scope(), grant.actor(), grant.actions(), value));
        setters.put(
                "PortalLinksBuilder.sessions",
                PortalLinks.builder(engine.build(), URI.create("https://hub.example/hooks"))::sessions);
        setters.put("WebhookEngine.stopDelivering", engine.build()::stopDelivering);
        setters.put("TransportBuilder.connectTimeout", transport::connectTimeout);
        setters.put("TransportBuilder.readTimeout", transport::readTimeout);
        setters.put("TransportBuilder.maxConnectionAge", transport::maxConnectionAge);
        setters.put("CallbackClient.Builder.callTimeout", client::callTimeout);
        setters.put("DeliveryRules.new", value -> new DeliveryRules(FinalStatuses.GONE_ONLY, value, null));
        setters.put("DeliveryRules.withMaxAge", DeliveryRules.DEFAULT::withMaxAge);
        setters.put("DeliveryRules.withAttemptTimeout", DeliveryRules.DEFAULT::withAttemptTimeout);
        setters.put("WebhookVerifierBuilder.tolerance", WebhookVerifier.builder(secrets)::tolerance);
        setters.put("RetrySchedule.of", RetrySchedule::of);
        setters.put("RetrySchedule.new", value -> new RetrySchedule(List.of(value), 0));
        setters.put("Inbox.of", value -> Inbox.of(Clock.systemUTC(), value));
        setters.put("ChainPlan.new", value -> new ChainPlan(1, false, value));
        setters.put(
                "ChainPlan.withCallbackDeadline", new ChainPlan(1, false, Duration.ofHours(1))::withCallbackDeadline);
        // A draft is checked as a whole.
        setters.put(
                "WebhookDraft.Builder.callbackDeadline",
                value -> WebhookRules.check(
                        WebhookDraft.builder("CI", "a/b", List.of("https://ci.example/"))
                                .callbackDeadline(value)
                                .build(),
                        url -> new DestinationCheck.Accepted(new io.github.webhooks4j.webhook.Destination(url, null)),
                        true));
        return setters;
    }

    private static void assertRefused(Consumer<Duration> setter, Duration value) {
        assertThatThrownBy(() -> setter.accept(value))
                .isInstanceOfAny(IllegalArgumentException.class, InvalidWebhookException.class)
                .hasMessageMatching(".+ must be PT[0-9A-Z.]+ to PT[0-9A-Z.]+, was " + value + "(;.*)?");
    }

    private static boolean isForApplications(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.isAssignableTo(Store.class)
                && !type.getPackageName().contains(".spi")
                && !type.getPackageName().contains(".testkit")
                && !type.getPackageName().contains(".tck")
                && !type.isEquivalentTo(ManualEngine.class)
                // The engine calls it, with what it has measured.
                && !type.isAssignableTo(EngineMetrics.class)
                && !type.getPackageName().contains(".internal")
                && !type.getPackageName().contains(".examples")
                && !type.getPackageName().contains(".cli")
                && !NOT_SET_BY_APPLICATIONS.contains(type.getSimpleName());
    }

    private static boolean takesDuration(JavaCodeUnit code) {
        return code.getModifiers().contains(JavaModifier.PUBLIC)
                && code.getParameterTypes().stream()
                        .flatMap(parameter -> parameter.getAllInvolvedRawTypes().stream())
                        .anyMatch(type -> type.isEquivalentTo(Duration.class) || type.isEquivalentTo(Duration[].class));
    }

    private static String nameOf(JavaCodeUnit code) {
        String type = code.getOwner()
                .getName()
                .substring(code.getOwner().getPackageName().length() + 1);
        return type.replace('$', '.') + "." + (code.getName().equals("<init>") ? "new" : code.getName());
    }
}
