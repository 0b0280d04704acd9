package io.github.webhooks4j.spring.receiver;

import io.github.webhooks4j.receiver.Reception;

/** Is notified of every request to a receiver, before its handler is called. Thread-safe and quick; what it throws is logged. */
@FunctionalInterface
public interface ReceptionListener {
    /**
     * Called once for each request and receiver.
     *
     * @param receiver the name of the receiver, as the application has configured it
     * @param reception what became of the request
     */
    void onReception(String receiver, Reception reception);
}
