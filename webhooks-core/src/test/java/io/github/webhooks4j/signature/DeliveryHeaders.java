package io.github.webhooks4j.signature;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Headers of a request, as a verifier asks for them. */
final class DeliveryHeaders {
    private DeliveryHeaders() {}

    static Function<String, @Nullable String> of(
            @Nullable String id, @Nullable String timestamp, @Nullable String signatures) {
        Map<String, @Nullable String> headers = new HashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", timestamp);
        headers.put("webhook-signature", signatures);
        return headers::get;
    }
}
