package lease;

import java.util.List;
import static java.util.Map.*;

/** Javadoc. */
public class Functions<T extends Comparable<T>> implements Runnable {
    private final Runnable task = () -> {};
    static int total = 0;

    static { total = total > 1 ? 2 : 3; }

    // a constructor
    public Functions(int size) throws Exception {
        if (size < 0) throw new IllegalArgumentException();
    }

    @Override
    public void run() {
        for (int i = 0; i < 3; i++) {
            do { i++; } while (i < 2 && total > 0);
        }
        for (var x : List.of(1)) synchronized (this) { x++; }
    }

    abstract static class Shape {
        abstract double area();
        protected native void draw();

        static int sides(Object shape) {
            return switch (shape) {
                case String s when s.isEmpty() -> 0;
                case Integer i -> i;
                default -> -1;
            };
        }
    }

    <U> U old(int kind) {
        switch (kind) {
            case 1:
            case 2: return null;
            default: break;
        }
        try (var in = open()) {
            return null;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            Comparable<String> c = new Comparable<String>() {
                public int compareTo(String other) { return other == null || other.isEmpty() ? 1 : 0; }
            };
        } finally { }
        return (U) List.of(1).stream().map(x -> x > 1 ? x : -x).toList();
    }
}

record Point(int x, int y) {
    Point {
        if (x < 0) { } else if (y < 0) { } else { }
    }
    interface Mover { default void move() { while (true) break; } void stop(); }
}

enum Level { LOW { int value() { return 1; } }; abstract int value(); }
