using System.Text.Json;

namespace Swarm.Messaging;

/// <summary>Tells a defect of ours, or damaged data, from a store or broker out of reach: waiting mends only the latter.</summary>
internal static class Defect
{
    public static bool Is(Exception e) => e
        is SwarmException { Transient: false }
        or (InvalidOperationException and not ObjectDisposedException)
        or ArgumentException or FormatException or JsonException or NullReferenceException or KeyNotFoundException or NotSupportedException or ArithmeticException
        or IndexOutOfRangeException or InvalidCastException;
}
