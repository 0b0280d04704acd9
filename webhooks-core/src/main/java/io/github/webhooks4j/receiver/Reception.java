package io.github.webhooks4j.receiver;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.internal.json.StrictJson;
import io.github.webhooks4j.payload.InvalidPayloadException;
import io.github.webhooks4j.signature.InvalidSignatureException;
import io.github.webhooks4j.signature.InvalidSignatureException.Reason;
import io.github.webhooks4j.signature.VerifiedDelivery;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of a request to a receiver. */
public sealed interface Reception {
    /**
     * The delivery is verified.
     *
     * @param delivery what was sent
     */
    record Accepted(VerifiedDelivery delivery) implements Reception {
        public Accepted {
            requireNonNull(delivery, "delivery");
        }
    }

    /**
     * The request is refused. The response reveals nothing by which a forger could improve the next try.
     *
     * @param status the status of the response: 400, 401, 404 or 413
     * @param detail a sentence for the response
     * @param reason why, as a code such as {@code no_match}: for the receiver's own logs and counters
     */
    record Refused(int status, String detail, String reason) implements Reception {
        /** The media type of {@link #problem()}. */
        public static final String MEDIA_TYPE = "application/problem+json";

        public Refused {
            requireNonNull(detail, "detail");
            requireNonNull(reason, "reason");
        }

        /** Returns the refusal of a body that has more than {@link WebhookReceiver#MAX_BODY_BYTES}. */
        public static Refused tooLarge() {
            return new Refused(
                    413, "the body must have at most " + WebhookReceiver.MAX_BODY_BYTES + " bytes", "too_large");
        }

        /** Returns the refusal of a delivery that is not trusted. */
        public static Refused untrusted(InvalidSignatureException e) {
            String reason = e.reason().name().toLowerCase(Locale.ROOT);
            return e.reason() == Reason.NO_PATH_SECRET
                    ? new Refused(404, "there is nothing at this path", reason)
                    : new Refused(401, "the delivery has no valid signature", reason);
        }

        /** Returns the refusal of a delivery that is verified, but whose body is none that the receiver understands. */
        public static Refused invalidPayload(InvalidPayloadException e) {
            return new Refused(400, requireNonNull(e.getMessage(), "message"), "invalid_payload");
        }

        /** Returns the body of the response: a problem as RFC 9457 has it. */
        public byte[] problem() {
            var object = new LinkedHashMap<String, @Nullable Object>();
            object.put("type", "about:blank");
            object.put("title", title());
            object.put("status", status);
            object.put("detail", detail);
            return StrictJson.write(object);
        }

        private String title() {
            return switch (status) {
                case 400 -> "Bad Request";
                case 401 -> "Unauthorized";
                case 404 -> "Not Found";
                default -> "Content Too Large";
            };
        }
    }
}
