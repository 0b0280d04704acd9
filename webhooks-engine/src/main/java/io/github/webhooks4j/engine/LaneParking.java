package io.github.webhooks4j.engine;

import io.github.webhooks4j.webhook.Webhook;

/** Parks the lanes of webhooks that are disabled, and lets them go on when the webhook is enabled. */
final class LaneParking implements RegistryListener {
    private final Lanes lanes;
    private final CommitGateway commits;

    LaneParking(Lanes lanes, CommitGateway commits) {
        this.lanes = lanes;
        this.commits = commits;
    }

    @Override
    public void onStatusChanged(Webhook webhook) {
        switch (webhook.status()) {
            case ENABLED -> lanes.unpark(webhook.id());
            case DISABLED, DISABLED_GONE, DISABLED_FAILING -> commits.release(lanes.park(webhook.id()));
            case DELETED -> {
                // Parked until its chains are cancelled: by the part that cancels them.
            }
        }
    }
}
