package io.github.webhooks4j.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shows no type of some packages to those who use the class: not by what it extends or implements, nor in a public or protected
 * field, method or constructor, type arguments, bounds and exceptions included.
 */
final class ShownTypes extends ArchCondition<JavaClass> {
    private final List<String> packages;

    private ShownTypes(List<String> packages) {
        super("show no type of " + String.join(", ", packages));
        this.packages = packages;
    }

    static ShownTypes noneOf(String... packages) {
        return new ShownTypes(List.of(packages));
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        Consumer<JavaType> ofType = shown -> report(type.getDescription(), type, shown, events);
        type.getSuperclass().ifPresent(ofType);
        type.getInterfaces().forEach(ofType);
        type.getTypeParameters().forEach(parameter -> bounds(parameter, ofType));
        for (JavaMember member : type.getMembers()) {
            if (isShown(member)) {
                check(member, type, events);
            }
        }
    }

    private void check(JavaMember member, JavaClass type, ConditionEvents events) {
        Consumer<JavaType> ofMember = shown -> report(member.getDescription(), type, shown, events);
        if (member instanceof JavaCodeUnit code) {
            ofMember.accept(code.getReturnType());
            code.getParameterTypes().forEach(ofMember);
            code.getExceptionTypes().forEach(ofMember);
            code.getTypeParameters().forEach(parameter -> bounds(parameter, ofMember));
        } else {
            member.getAllInvolvedRawTypes().forEach(ofMember);
        }
    }

    private void report(String where, JavaClass type, JavaType shown, ConditionEvents events) {
        shown.getAllInvolvedRawTypes().stream()
                .filter(this::isHidden)
                .forEach(hidden -> events.add(SimpleConditionEvent.violated(
                        type, where + " shows " + hidden.getName() + " in " + type.getSourceCodeLocation())));
    }

    private boolean isHidden(JavaClass type) {
        return packages.stream().anyMatch(name -> type.getPackageName().startsWith(name));
    }

    private static boolean isShown(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static void bounds(JavaTypeVariable<?> parameter, Consumer<JavaType> consumer) {
        parameter.getUpperBounds().forEach(consumer);
    }
}
