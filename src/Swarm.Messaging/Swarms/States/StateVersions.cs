using System.Text.Json;

namespace Swarm.Messaging.Swarms.States;

/// <summary>The versions of states: each write has the next one. Pure.</summary>
internal static class StateVersions
{
    /// <summary>Of what a caller says: whoever reads JSON numbers as doubles reads it exactly, and nobody counts from it to the end of numbers.</summary>
    public const long MostSaid = 1L << 52;

    /// <returns>The state's own <c>version</c>; null when it has none from 1 to <see cref="MostSaid"/>.</returns>
    public static long? Said(JsonElement state) =>
        state.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt64(out var number) && number is > 0 and <= MostSaid ? number : null;

    /// <summary>Of a whole state that is written.</summary>
    /// <param name="current">Of the one before; null: there is none.</param>
    /// <exception cref="OverflowException">There is no next one.</exception>
    public static long Of(JsonElement state, long? current) => Math.Max(Said(state) ?? 1, current is { } before ? Next(before) : 1);

    /// <exception cref="OverflowException">There is no next one.</exception>
    public static long Next(long current) => checked(current + 1);
}
