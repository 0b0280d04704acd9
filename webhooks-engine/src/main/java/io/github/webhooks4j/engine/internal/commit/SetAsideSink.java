package io.github.webhooks4j.engine.internal.commit;

/** Takes records that the store does not take although it takes others. */
public interface SetAsideSink {
    /**
     * Sets a record aside, in the store if it can be written there, otherwise in memory; runs on the journal's loop.
     *
     * @param othersSucceeded whether anything else could be written since the record failed the last time
     * @return false if it must be tried again: nothing shows that the store takes others, or there is no room
     */
    boolean setAside(PendingMutation entry, Throwable failure, boolean othersSucceeded);
}
