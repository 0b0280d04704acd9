package io.github.webhooks4j.transport;

import java.io.IOException;
import org.junit.jupiter.api.Nested;

/**
 * What every transport of this library keeps beyond the contract of the port: which addresses it dials, which connections
 * it uses again, and how it endures hostile servers.
 */
public abstract class GuardedTransportContract {
    /** Returns a builder of the transport under test. */
    protected abstract TestedTransport.Builder builder();

    @Nested
    class DestinationChecks extends DestinationCheckContract {
        DestinationChecks() {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class Guarding extends GuardContract {
        Guarding() {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class UsedConnections extends UsedConnectionContract {
        UsedConnections() {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class Statuses extends StatusCountsContract {
        Statuses() {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class IllBehavedPeers extends IllBehavedPeerContract {
        IllBehavedPeers() {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class OneRequestEach extends OneRequestContract {
        OneRequestEach() {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class EgressProxies extends EgressProxyContract {
        EgressProxies() throws IOException {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class Handshakes extends TlsContract {
        Handshakes() {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class TlsProfiles extends TlsProfileContract {
        TlsProfiles() {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class AddressChoices extends AddressChoiceContract {
        AddressChoices() {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class Rebindings extends RebindingContract {
        Rebindings() {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class ValidationRequests extends ValidationRequestContract {
        ValidationRequests() {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class JvmProxies extends JvmProxyContract {
        JvmProxies() throws IOException {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class HostileServers extends HostileServersContract {
        HostileServers() {
            super(GuardedTransportContract.this);
        }
    }

    @Nested
    class Callbacks extends CallbackClientContract {
        Callbacks() throws IOException {
            super(GuardedTransportContract.this);
        }
    }
}
