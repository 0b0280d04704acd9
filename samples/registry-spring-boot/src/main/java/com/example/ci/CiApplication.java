package com.example.ci;

import io.github.webhooks4j.okhttp.OkHttpTransport;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.transport.CallbackClient;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** A customer's CI, which receives the webhooks of the registry and calls back. It sends none of its own. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
public class CiApplication {
    public static void main(String[] args) {
        SpringApplication.run(CiApplication.class, args);
    }

    /** Calls back the registry and no other host, whatever a payload has. */
    @Bean
    CallbackClient callbacks(@Value("${ci.registries}") Set<String> registries, OkHttpTransport transport) {
        return CallbackClient.builder(registries, transport).allowPlainHttp().build();
    }

    @Bean
    OkHttpTransport transport() {
        // The registry is on this machine here: without this line and the one above, only public https URLs are called
        // back.
        return OkHttpTransport.builder()
                .addressPolicy(AddressPolicy.allowLoopback())
                .build();
    }

    /** The registry has no session and no token: deliveries are authenticated by their signature. */
    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.csrf(csrf -> csrf.disable())
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }
}
