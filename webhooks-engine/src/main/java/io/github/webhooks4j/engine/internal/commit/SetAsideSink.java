package io.github.webhooks4j.engine.internal.commit;

/** Accepts records that the store does not take although it takes others. */
public interface SetAsideSink {
    /**
     * Sets a record aside, in the store if it can be written there, otherwise in memory; runs on a committer's task.
     *
     * @param othersSucceeded whether any other mutation was written since the last failure of this record
     * @return false if the record must be tried again: nothing shows that the store takes others, or there is no room
     */
    boolean setAside(PendingMutation entry, Throwable failure, boolean othersSucceeded);
}
