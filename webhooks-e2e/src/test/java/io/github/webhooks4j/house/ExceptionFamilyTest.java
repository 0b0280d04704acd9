package io.github.webhooks4j.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.github.webhooks4j.WebhookException;
import io.github.webhooks4j.WebhookException.Category;
import io.github.webhooks4j.bulk.BulkJobEndedException;
import io.github.webhooks4j.bulk.BulkJobId;
import io.github.webhooks4j.bulk.BulkJobRunningException;
import io.github.webhooks4j.bulk.BulkState;
import io.github.webhooks4j.bulk.UnknownBulkJobException;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.catalog.InvalidEventException;
import io.github.webhooks4j.catalog.SchemaViolation;
import io.github.webhooks4j.catalog.UnknownEventTypeException;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainStateException;
import io.github.webhooks4j.chain.UnknownChainException;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.delivery.RetryAfterException;
import io.github.webhooks4j.engine.lifecycle.EngineClosedException;
import io.github.webhooks4j.engine.webhook.EventNotMatchingException;
import io.github.webhooks4j.event.EventConflictException;
import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.event.UnknownEventException;
import io.github.webhooks4j.openapi.OpenApi;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.signature.PathSecret;
import io.github.webhooks4j.spi.store.StoreException;
import io.github.webhooks4j.storecopy.StoreCopyException;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.UnknownWebhookException;
import io.github.webhooks4j.webhook.WebhookChangedException;
import io.github.webhooks4j.webhook.WebhookDisabledException;
import io.github.webhooks4j.webhook.WebhookDraft;
import io.github.webhooks4j.webhook.WebhookId;
import io.github.webhooks4j.webhook.WebhookRules;
import io.github.webhooks4j.webhook.WebhookStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What public calls throw is one family, whose accessors say what a message says. */
class ExceptionFamilyTest {
    private static final byte[] NO_JSON = {'x'};
    private static final ChainId CHAIN = new ChainId("chn_1");
    private static final WebhookId WEBHOOK = new WebhookId("wh_1");

    private static final List<WebhookException> ALL = List.of(
            new UnknownChainException(CHAIN),
            new UnknownWebhookException(WEBHOOK),
            new ChainStateException(CHAIN, "must be interrupted", new ChainState.Complete(2)),
            new EventConflictException(new EventId("push-1")),
            new UnknownEventTypeException(new EventId("push-1"), "order.plcaed", "order.placed"),
            new InvalidEventException(
                    new EventId("push-1"), "push", List.of(new SchemaViolation("/tag", "#/properties/tag/type"))),
            thrown(() -> OpenApi.read(NO_JSON)),
            new UnknownEventException(new EventId("push-1")),
            new EventNotMatchingException(new EventId("push-1"), WEBHOOK, "its topic is another one"),
            new RetryAfterException(new DeliveryId(CHAIN, 0), Instant.EPOCH),
            new WebhookChangedException(WEBHOOK, 1, 2),
            new WebhookDisabledException(WEBHOOK, WebhookStatus.DISABLED_GONE),
            new EngineClosedException("orders"),
            new StoreException(StoreException.Reason.LOST, "the file is gone"),
            new StoreCopyException(StoreCopyException.Reason.FINISHED, "the copy is finished"),
            thrown(() -> WebhookRules.check(
                    WebhookDraft.builder("", "acme/app", List.of()).build(), new ScriptedTransport()::check, true)),
            thrown(() -> Callback.parse(NO_JSON)),
            thrown(() -> PushPayload.parse(NO_JSON)),
            thrown(() -> PathSecret.generate().verify("/", NO_JSON, body -> "1")),
            new UnknownBulkJobException(new BulkJobId("bulk_1")),
            new BulkJobRunningException(new BulkJobId("bulk_1")),
            new BulkJobEndedException(new BulkJobId("bulk_1"), BulkState.STOPPED));

    @Test
    void every_public_exception_is_in_the_family() {
        var known = new TreeSet<String>();
        ALL.forEach(member -> known.add(member.getClass().getName()));
        var found = new TreeSet<String>();
        for (JavaClass type : House.CLASSES) {
            if (type.isAssignableTo(Throwable.class)
                    && type.getModifiers().contains(JavaModifier.PUBLIC)
                    && !type.isEquivalentTo(WebhookException.class)
                    && !type.getPackageName().contains(".internal")
                    && !type.getPackageName().contains(".examples")
                    && !type.getPackageName().contains(".cli.")) {
                found.add(type.getName());
            }
        }

        assertThat(found).isEqualTo(known);
    }

    @Test
    void each_has_a_category() {
        var categories = new TreeMap<Category, List<String>>();
        ALL.forEach(member -> categories
                .computeIfAbsent(member.category(), category -> new ArrayList<>())
                .add(member.getClass().getSimpleName()));

        assertThat(categories)
                .isEqualTo(Map.of(
                        Category.NOT_FOUND,
                                List.of(
                                        "UnknownChainException",
                                        "UnknownWebhookException",
                                        "UnknownEventException",
                                        "UnknownBulkJobException"),
                        Category.CONFLICT,
                                List.of(
                                        "ChainStateException",
                                        "EventConflictException",
                                        "EventNotMatchingException",
                                        "RetryAfterException",
                                        "WebhookChangedException",
                                        "WebhookDisabledException",
                                        "StoreCopyException",
                                        "BulkJobRunningException",
                                        "BulkJobEndedException"),
                        Category.UNAVAILABLE, List.of("EngineClosedException", "StoreException"),
                        Category.INVALID,
                                List.of(
                                        "UnknownEventTypeException",
                                        "InvalidEventException",
                                        "InvalidOpenApiException",
                                        "InvalidWebhookException",
                                        "InvalidCallbackException",
                                        "InvalidPayloadException"),
                        Category.UNTRUSTED, List.of("InvalidSignatureException")));
    }

    @Test
    void every_accessor_returns_the_same_after_java_serialization() throws Exception {
        for (WebhookException member : ALL) {
            Map<String, Object> accessors = accessors(member);

            assertThat(accessors(overTheWire(member)))
                    .as(member.getClass().getSimpleName())
                    .isEqualTo(accessors)
                    .hasSizeGreaterThanOrEqualTo(2)
                    .doesNotContainValue(null);
        }
    }

    @Test
    void messages_name_what_accessors_return() {
        assertThat(ALL.stream()
                        .filter(member -> member.category() != Category.INVALID)
                        .map(WebhookException::getMessage))
                .containsExactly(
                        "there is no chain chn_1",
                        "there is no webhook wh_1",
                        "chain chn_1 must be interrupted, was complete",
                        "event push-1 must be the same as when it was first published, but topic, type or body differ; "
                                + "publish another event under another id",
                        "there is no event push-1",
                        "event push-1 cannot be sent to webhook wh_1: its topic is another one",
                        "delivery chn_1_0 must wait until 1970-01-01T00:00:00Z, as its destination requested "
                                + "(Retry-After); wait, or ignore that request",
                        "webhook wh_1 must have revision 1 to be changed from it, was revision 2; "
                                + "look at the present settings first",
                        "webhook wh_1 must be enabled to start a chain, was disabled_gone",
                        "engine orders is closed: it accepts no more calls; start another one on the same store",
                        "the file is gone",
                        "the copy is finished",
                        "invalid webhook signature",
                        "there is no bulk job bulk_1",
                        "one bulk job runs at a time, and bulk_1 runs; start this one when it has ended, or stop it",
                        "bulk job bulk_1 can be stopped only while it runs, was stopped");
        assertThat(ALL.stream()
                        .filter(member -> member.category() == Category.INVALID)
                        .map(WebhookException::getMessage))
                .satisfiesExactly(
                        type -> assertThat(type)
                                .isEqualTo("event push-1 must have a type that the catalogue names, was order.plcaed;"
                                        + " the closest is order.placed"),
                        event -> assertThat(event)
                                .isEqualTo("event push-1 must keep the schema of type push, but \"/tag\" breaks"
                                        + " \"#/properties/tag/type\""),
                        document -> assertThat(document).startsWith("an OpenAPI document must "),
                        webhook -> assertThat(webhook).startsWith("invalid webhook: "),
                        callback -> assertThat(callback).startsWith("invalid callback: body "),
                        payload -> assertThat(payload).startsWith("payload "));
    }

    /** Returns what each public method without parameters returns, and the message. */
    private static Map<String, Object> accessors(WebhookException member) throws ReflectiveOperationException {
        var values = new LinkedHashMap<String, Object>();
        values.put("message", String.valueOf(member.getMessage()));
        List<Method> methods = Arrays.stream(member.getClass().getMethods())
                .filter(method -> WebhookException.class.isAssignableFrom(method.getDeclaringClass()))
                .filter(method -> method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers()))
                .toList();
        for (Method method : methods) {
            values.put(method.getName(), method.invoke(member));
        }
        return values;
    }

    private static WebhookException overTheWire(WebhookException member) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(member);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (WebhookException) in.readObject();
        }
    }

    private static WebhookException thrown(Runnable call) {
        return catchThrowableOfType(WebhookException.class, call::run);
    }
}
