package io.github.webhooks4j.webhook;

import io.github.webhooks4j.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How many webhooks, and destinations of all of them together, one owner may have. Webhooks without an owner are not
 * limited. Immutable.
 *
 * @param maxWebhooks the most webhooks of one owner that are not deleted, 1 to 100,000
 * @param maxDestinations the most destinations that they have together, 1 to 100,000
 */
public record OwnerLimits(int maxWebhooks, int maxDestinations) {
    private static final int MOST = 100_000;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is not 1 to 100,000
     */
    public OwnerLimits {
        check("maxWebhooks", maxWebhooks);
        check("maxDestinations", maxDestinations);
    }

    /**
     * Returns limits.
     *
     * @throws IllegalArgumentException if one is not 1 to 100,000
     */
    public static OwnerLimits of(int maxWebhooks, int maxDestinations) {
        return new OwnerLimits(maxWebhooks, maxDestinations);
    }

    /**
     * Checks that an owner may have a webhook with these settings.
     *
     * @param next the settings of a webhook that is created or changed
     * @param joins whether the owner did not have this webhook before; if it did, the number of its webhooks is not
     *     checked, since it may have more than the limit from before that was lowered
     * @param others the other webhooks of its owner, none of them deleted
     * @throws InvalidWebhookException if the owner would have too many webhooks or destinations
     */
    public void check(WebhookSettings next, boolean joins, Collection<Webhook> others) {
        if (next.owner() == null) {
            return;
        }
        List<Violation> violations = new ArrayList<>();
        if (joins && others.size() >= maxWebhooks) {
            violations.add(new Violation(
                    "owner", "must have at most " + maxWebhooks + " webhooks", others.size() + " already"));
        }
        int destinations = others.stream()
                .mapToInt(webhook -> webhook.settings().destinations().size())
                .sum();
        if (destinations + next.destinations().size() > maxDestinations) {
            violations.add(new Violation(
                    "owner",
                    "must have at most " + maxDestinations + " destinations in all webhooks",
                    destinations + " already, and " + next.destinations().size() + " in this webhook"));
        }
        if (!violations.isEmpty()) {
            throw new InvalidWebhookException(violations);
        }
    }

    private static void check(String field, int value) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException(field + " must be 1 to " + MOST + ", was " + value);
        }
    }
}
