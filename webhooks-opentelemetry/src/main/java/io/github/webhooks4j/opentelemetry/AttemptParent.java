package io.github.webhooks4j.opentelemetry;

/** How the span of an attempt belongs to that of the publish. */
public enum AttemptParent {
    /**
     * The attempt begins a trace of its own, with a link to the publish: a retry after days does not keep a trace open. The sampler decides
     * about each attempt.
     */
    LINK,
    /** The attempt continues the trace of the publish, and is sampled if that was. */
    CHILD
}
