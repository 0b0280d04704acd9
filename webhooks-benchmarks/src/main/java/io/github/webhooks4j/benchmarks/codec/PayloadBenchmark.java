package io.github.webhooks4j.benchmarks.codec;

import io.github.webhooks4j.payload.PushPayload;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Docker Hub's documented payload, 1.2 KB, read and written. Not final, because JMH extends it. */
@State(Scope.Thread)
public class PayloadBenchmark {
    private final byte[] json = Sample.payload();
    private final PushPayload payload = PushPayload.parse(json);
    private final PlainJackson.Payload bare = readBare();

    @Benchmark
    public PushPayload parse() {
        return PushPayload.parse(json);
    }

    @Benchmark
    public Object parseBare() throws IOException {
        return PlainJackson.PAYLOADS.readValue(json);
    }

    @Benchmark
    public byte[] write() {
        return payload.toJson();
    }

    @Benchmark
    public byte[] writeBare() throws IOException {
        return PlainJackson.WRITER.writeValueAsBytes(bare);
    }

    private static PlainJackson.Payload readBare() {
        try {
            return PlainJackson.PAYLOADS.readValue(Sample.payload());
        } catch (IOException e) {
            throw new IllegalStateException("the sample must be a payload", e);
        }
    }
}
