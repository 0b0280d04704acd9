package io.github.webhooks4j.e2e.crash;

import io.github.webhooks4j.delivery.DeliveryId;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a receiver does with one delivery: chosen at random, but the same for every arrival of it.
 *
 * @param behaviour how it calls back
 * @param seed decides which arrivals it refuses
 */
record Plan(Behaviour behaviour, long seed) {
    /** How a receiver calls back. */
    enum Behaviour {
        /** Not at all. */
        SILENT,
        /** With success, while the sender still waits for the response. */
        INSIDE,
        /** The same, and then responds 503 all the same. */
        INSIDE_THEN_REFUSES,
        /** With success, after its response. */
        AFTER,
        /** With the same success, twice at once. */
        TWICE,
        /** With success and failure at once: whichever comes first counts. */
        CONFLICTING,
        /** With success, a good while later. */
        LATE,
        /** With failure. */
        FAILURE,
        /** With error. */
        ERROR
    }

    private static final int REFUSED_PERCENT = 12;
    private static final int REPEATED_PERCENT = 50;

    /** By weight. */
    private static final List<Behaviour> OF_CHAINS = List.of(
            Behaviour.INSIDE,
            Behaviour.INSIDE,
            Behaviour.INSIDE_THEN_REFUSES,
            Behaviour.AFTER,
            Behaviour.AFTER,
            Behaviour.TWICE,
            Behaviour.CONFLICTING,
            Behaviour.CONFLICTING,
            Behaviour.LATE,
            Behaviour.FAILURE,
            Behaviour.ERROR);

    private static final List<Behaviour> OF_FORGETFUL = List.of(Behaviour.SILENT, Behaviour.AFTER);

    /** Where the chain waits for no callback, some come all the same. */
    private static final List<Behaviour> OF_OTHERS =
            List.of(Behaviour.SILENT, Behaviour.SILENT, Behaviour.SILENT, Behaviour.AFTER);

    static Plan of(long seed, Hook hook, DeliveryId delivery) {
        long mixed = seed * 31 + delivery.webhookId().hashCode();
        List<Behaviour> choice = choice(hook, delivery.step());
        return new Plan(choice.get(new SplittableRandom(mixed).nextInt(choice.size())), mixed);
    }

    /** Returns whether it responds to the n-th request, counted from 1, with 503. */
    boolean refuses(int arrival) {
        return (behaviour == Behaviour.INSIDE_THEN_REFUSES && arrival == 1) || percent(arrival) < REFUSED_PERCENT;
    }

    /** Returns whether a repeated request makes it call back again. */
    boolean callsBackAgain(int arrival) {
        return percent(-arrival) < REPEATED_PERCENT;
    }

    private int percent(int salt) {
        return new SplittableRandom(seed + salt).nextInt(100);
    }

    private static List<Behaviour> choice(Hook hook, int step) {
        if (hook == Hook.FORGETFUL) {
            return OF_FORGETFUL;
        }
        return hook.waitsForCallback(step) ? OF_CHAINS : OF_OTHERS;
    }
}
