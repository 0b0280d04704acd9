package io.github.webhooks4j.spring.receiver;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the argument of a handler that takes a delivery. The raw bytes of the body are verified first; the handler is called only if they
 * come from the sender. Everything else gets a problem as RFC 9457 has it: 401 without a valid signature, 404 at another path than the
 * secret one, 413 above 1 MiB, 400 if a {@code PushPayload} is asked for and the body is none.
 *
 * <pre>{@code
 * @PostMapping("/hooks/acme")
 * public void receive(@VerifiedWebhook("acme") VerifiedDelivery delivery) { … }
 * }</pre>
 *
 * <p>The argument is a {@code VerifiedDelivery}, a {@code PushPayload}, or a {@code byte[]}: the body. A handler may have several.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface VerifiedWebhook {
    /** Returns the name of the receiver, as the application has configured it. */
    String value();
}
