package io.github.webhooks4j.servlet;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.receiver.Reception;
import io.github.webhooks4j.receiver.WebhookReceiver;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Receives deliveries in a container of Servlet 6.0 or newer, for a servlet of the application's own; {@link VerifiedDeliveryFilter} does so
 * in front of any. Thread-safe; stores no more of a body than a delivery may have. How long a body may take to arrive is up to the
 * container.
 */
public final class ServletReceiver {
    private final WebhookReceiver receiver;

    /** Creates a receiver. */
    public ServletReceiver(WebhookReceiver receiver) {
        this.receiver = requireNonNull(receiver, "receiver");
    }

    /**
     * Reads the body, and returns the delivery if it is verified.
     *
     * @throws IllegalStateException if another part of the application has read the body, so that nothing can be verified
     */
    public Reception receive(HttpServletRequest request) throws IOException {
        byte[] body = LimitedBody.read(request.getInputStream(), WebhookReceiver.MAX_BODY_BYTES);
        if (body.length == 0 && request.getContentLengthLong() > 0) {
            throw new IllegalStateException(
                    "the body of a delivery must not be read before it is verified, but a filter or "
                            + "servlet in front of the receiver has read it; receive the delivery first");
        }
        return receiver.receive(request.getRequestURI(), request::getHeader, body);
    }

    /** Responds to a delivery that is refused, with a problem as RFC 9457 has it. */
    public static void refuse(Reception.Refused refused, HttpServletResponse response) throws IOException {
        byte[] problem = refused.problem();
        response.setStatus(refused.status());
        response.setContentType(Reception.Refused.MEDIA_TYPE);
        response.setContentLength(problem.length);
        response.getOutputStream().write(problem);
    }
}
