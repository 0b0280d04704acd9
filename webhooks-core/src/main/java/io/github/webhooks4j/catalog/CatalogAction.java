package io.github.webhooks4j.catalog;

/** What a publish does with an event that breaks a rule of the catalogue. */
public enum CatalogAction {
    /** It accepts the event. */
    ACCEPT,
    /** It accepts the event, and logs a warning, at most one a minute for each rule and type. */
    WARN,
    /** It throws, and accepts no event of the call. */
    REJECT
}
