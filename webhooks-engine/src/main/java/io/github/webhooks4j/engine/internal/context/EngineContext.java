package io.github.webhooks4j.engine.internal.context;

import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What any part of an engine may need.
 *
 * @param name begins log lines and thread names
 * @param random strong and thread-safe
 * @param tasks runs background tasks, and waits
 */
public record EngineContext(String name, Clock clock, RandomGenerator random, UlidFactory ids, TaskRunner tasks) {}
