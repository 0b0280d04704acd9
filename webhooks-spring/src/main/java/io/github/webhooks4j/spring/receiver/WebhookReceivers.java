package io.github.webhooks4j.spring.receiver;

import io.github.webhooks4j.receiver.Reception;
import io.github.webhooks4j.receiver.WebhookReceiver;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodParameter;

/** The receivers of an application, one for each of its senders. Immutable and thread-safe. */
public final class WebhookReceivers {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookReceivers.class);

    private final Map<String, WebhookReceiver> receivers;
    private final List<ReceptionListener> listeners;

    private WebhookReceivers(Map<String, WebhookReceiver> receivers, List<ReceptionListener> listeners) {
        this.receivers = receivers;
        this.listeners = List.copyOf(listeners);
    }

    /** Returns receivers by their names, which {@link VerifiedWebhook} refers to. */
    public static WebhookReceivers of(Map<String, WebhookReceiver> receivers) {
        return new WebhookReceivers(new TreeMap<>(receivers), List.of());
    }

    /** Returns these receivers with listeners in the place of those that they had. */
    public WebhookReceivers withListeners(List<ReceptionListener> listeners) {
        return new WebhookReceivers(receivers, listeners);
    }

    /** Notifies the listeners: none keeps the others or the handler from what came. */
    void received(String name, Reception reception) {
        for (ReceptionListener listener : listeners) {
            try {
                listener.onReception(name, reception);
            } catch (RuntimeException e) {
                LOG.warn("a listener of the receiver {} failed", name, e);
            }
        }
    }

    /**
     * Returns the receiver of a handler's argument with {@link VerifiedWebhook}.
     *
     * @throws IllegalArgumentException if there is none, or if the argument's type is none of those that it may have
     */
    public WebhookReceiver ofArgument(MethodParameter argument) {
        return new ReceiverArgument(argument, this).receiver();
    }

    /**
     * Returns the receiver of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public WebhookReceiver named(String name) {
        WebhookReceiver receiver = receivers.get(name);
        if (receiver == null) {
            throw new IllegalArgumentException("@VerifiedWebhook must name a receiver of " + receivers.keySet()
                    + ", was \"" + name + "\"; configure webhooks.receivers." + name + ".keys");
        }
        return receiver;
    }
}
