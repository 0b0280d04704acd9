package io.github.webhooks4j.testkit;

import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One step of a script; with {@code lasting}, it applies for as long as that is true, and otherwise to one request. */
record ScriptStep(
        boolean hangs,
        Function<OutboundRequest, DeliveryResult> reply,
        @Nullable BooleanSupplier lasting) {

    static final ScriptStep OK =
            new ScriptStep(false, request -> new Response(200, null, null, "", Timing.ofTotal(Duration.ZERO)));

    ScriptStep(boolean hangs, Function<OutboundRequest, DeliveryResult> reply) {
        this(hangs, reply, null);
    }
}
