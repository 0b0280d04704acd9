package io.github.webhooks4j.engine;

/**
 * What a call of {@link WebhookEngine#eraseOwner} has erased.
 *
 * @param webhooks how many webhooks of the owner, deleted ones included
 * @param chains how many chains, with their attempts and callbacks
 * @param events how many events, with their bodies
 */
public record ErasedOwner(long webhooks, long chains, long events) {}
