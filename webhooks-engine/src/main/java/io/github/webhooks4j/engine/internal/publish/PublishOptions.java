package io.github.webhooks4j.engine.internal.publish;

import org.jspecify.annotations.Nullable;

/**
 * The options of publishes.
 *
 * @param slice the most chains that one transaction should create
 * @param catalog checks events before they are accepted; null without a catalogue
 */
public record PublishOptions(int slice, @Nullable CatalogCheck catalog) {}
