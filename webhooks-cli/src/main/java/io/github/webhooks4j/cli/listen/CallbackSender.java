package io.github.webhooks4j.cli.listen;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.cli.io.Printable;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.transport.CallbackClient;
import io.github.webhooks4j.transport.CallbackResult;
import io.github.webhooks4j.transport.CallbackResult.Accepted;
import io.github.webhooks4j.transport.CallbackResult.NotDelivered;
import io.github.webhooks4j.transport.CallbackResult.Refused;
import io.github.webhooks4j.transport.CallbackResult.UrlNotAllowed;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;

/** Calls back what a delivery names: hosts of loopback at any port, and those that the user has named. Thread-safe. */
final class CallbackSender {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> hosts;
    private final Transport transport;

    /**
     * Creates one.
     *
     * @param hosts hosts, perhaps with a port, beside those of loopback
     * @throws IllegalArgumentException if one is not a host
     */
    CallbackSender(Set<String> hosts, Transport transport) {
        this.hosts = Set.copyOf(hosts);
        this.transport = requireNonNull(transport, "transport");
        if (!hosts.isEmpty()) {
            CallbackClient.builder(hosts, transport).build().close();
        }
    }

    /** Calls back to the {@code callback_url} of a body, and returns what came of it. */
    String send(Callback callback, byte[] body) {
        try {
            JsonNode url = JSON.readTree(body).path("callback_url");
            return url.isTextual()
                    ? sendTo(URI.create(url.textValue()), callback)
                    : "not called back: the body has no callback_url";
        } catch (IOException e) {
            return "not called back: the body is no JSON";
        } catch (IllegalArgumentException e) {
            return "not called back: callback_url is no URL";
        }
    }

    private String sendTo(URI url, Callback callback) {
        var allowed = new HashSet<>(hosts);
        if (url.getHost() != null && LOOPBACK.contains(url.getHost())) {
            allowed.add(url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort());
        }
        if (allowed.isEmpty()) {
            return "not called back: the host of callback_url must be of loopback, or named by --callback-host";
        }
        try (CallbackClient client =
                CallbackClient.builder(allowed, transport).allowPlainHttp().build()) {
            return text(client.send(url, callback), callback.state().code());
        }
    }

    private static String text(CallbackResult result, String state) {
        if (result instanceof Accepted accepted) {
            return "called back " + state + ": " + accepted.status();
        }
        if (result instanceof Refused refused) {
            return "called back " + state + ", and was refused: " + refused.status() + " "
                    + Printable.of(refused.body().strip());
        }
        if (result instanceof UrlNotAllowed notAllowed) {
            return "not called back: callback_url " + notAllowed.rule() + ", was " + notAllowed.actual();
        }
        if (result instanceof NotDelivered) {
            return "not called back: no response, or one that allows another attempt, to " + result.attempts()
                    + " attempts";
        }
        return "not called back: there is no callback_url";
    }
}
