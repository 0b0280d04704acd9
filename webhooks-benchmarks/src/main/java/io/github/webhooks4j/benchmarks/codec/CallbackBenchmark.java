package io.github.webhooks4j.benchmarks.codec;

import io.github.webhooks4j.callback.Callback;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Docker Hub's documented callback, read. Not final, because JMH extends it. */
@State(Scope.Thread)
public class CallbackBenchmark {
    private final byte[] json = Sample.callback();

    @Benchmark
    public Callback parse() {
        return Callback.parse(json);
    }

    @Benchmark
    public Object parseBare() throws IOException {
        return PlainJackson.CALLBACKS.readValue(json);
    }
}
