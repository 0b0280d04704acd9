package io.github.webhooks4j.servlet;

import io.github.webhooks4j.receiver.Reception;
import io.github.webhooks4j.receiver.WebhookReceiver;
import io.github.webhooks4j.signature.VerifiedDelivery;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only verified deliveries pass to what is behind it, which gets the delivery from {@link #delivery}, and the same raw bytes as the
 * body of the request. Every other request gets a problem as RFC 9457 has it. Map it to the path of one sender, in front of every filter
 * that reads bodies. Thread-safe.
 */
public final class VerifiedDeliveryFilter extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(VerifiedDeliveryFilter.class);
    private static final String DELIVERY = VerifiedDelivery.class.getName();

    private final transient ServletReceiver receiver;

    /** Creates a filter in front of what receives the deliveries of one sender. */
    public VerifiedDeliveryFilter(WebhookReceiver receiver) {
        this.receiver = new ServletReceiver(receiver);
    }

    /**
     * Returns the delivery of a request.
     *
     * @throws IllegalStateException if the request did not pass this filter
     */
    public static VerifiedDelivery delivery(ServletRequest request) {
        if (request.getAttribute(DELIVERY) instanceof VerifiedDelivery delivery) {
            return delivery;
        }
        throw new IllegalStateException(
                "the request must have passed a VerifiedDeliveryFilter, has not; map one to its path");
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Reception reception = receiver.receive(request);
        if (reception instanceof Reception.Accepted accepted) {
            request.setAttribute(DELIVERY, accepted.delivery());
            chain.doFilter(new Verified(request, accepted.delivery().body()), response);
        } else if (reception instanceof Reception.Refused refused) {
            LOG.debug("a delivery is refused: {}", refused.reason());
            ServletReceiver.refuse(refused, response);
        }
    }

    /** The request with the bytes that were verified as its body. */
    private static final class Verified extends HttpServletRequestWrapper {
        private final byte[] body;

        Verified(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            return new Bytes(new ByteArrayInputStream(body));
        }

        @Override
        public BufferedReader getReader() {
            String encoding = getCharacterEncoding();
            Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
            return new BufferedReader(new InputStreamReader(getInputStream(), charset));
        }
    }

    /** Bytes that are there already. */
    private static final class Bytes extends ServletInputStream {
        private final ByteArrayInputStream in;

        Bytes(ByteArrayInputStream in) {
            this.in = in;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return in.read(into, offset, length);
        }

        @Override
        public boolean isFinished() {
            return in.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException(
                    "the body of a verified delivery must be read without a listener: it is there");
        }
    }
}
