package io.github.webhooks4j.tck.transport;

import io.github.webhooks4j.spi.transport.Transport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Transport} promises, as tests against real sockets on loopback. The author of a transport extends this class
 * in a test and runs it.
 */
@Timeout(60)
public abstract class TransportContract {
    /** For test classes. */
    protected TransportContract() {}

    /** Opens a transport that may dial loopback; closed after the test if it is {@link AutoCloseable}. */
    protected abstract Transport open();

    @Nested
    class Requests extends RequestContract {
        Requests() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Responses extends ResponseContract {
        Responses() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Connections extends ConnectionContract {
        Connections() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Endings extends EndingContract {
        Endings() {
            super(TransportContract.this);
        }
    }

    @Nested
    class Urls extends UrlContract {
        Urls() {
            super(TransportContract.this);
        }
    }
}
