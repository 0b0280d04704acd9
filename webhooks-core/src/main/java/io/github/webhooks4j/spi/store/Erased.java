package io.github.webhooks4j.spi.store;

/**
 * What a call of {@link HistoryStore#erase} has deleted.
 *
 * @param chains how many chains
 * @param events how many events
 * @param complete whether nothing of the webhook is left to be erased
 */
public record Erased(int chains, int events, boolean complete) {}
