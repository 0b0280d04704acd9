package io.github.webhooks4j.console.internal.model;

import io.github.webhooks4j.engine.history.AttemptRequest;

/**
 * The request of an attempt, built again.
 *
 * @param chain the id of its chain
 * @param attempt the number of the attempt
 * @param request the request
 * @param body what is shown of its body
 * @param curl the same as a command
 */
public record RequestModel(String chain, int attempt, AttemptRequest request, String body, String curl) {}
