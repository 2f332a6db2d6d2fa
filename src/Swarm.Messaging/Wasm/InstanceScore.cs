namespace Swarm.Messaging.Wasm;

/// <summary>How well an instance suits a task; the highest gets it. Pure.</summary>
internal static class InstanceScore
{
    private static readonly TimeSpan Recently = TimeSpan.FromMinutes(5);

    /// <param name="averageMs">Mean of its successful tasks; null when there is none.</param>
    /// <param name="successRate">0..1.</param>
    /// <param name="load">Used slots / slots.</param>
    /// <param name="specialized">It has lately run tasks of this file type.</param>
    /// <param name="unused">Since its last task; null when it never had one.</param>
    public static double Of(double? averageMs, double successRate, double load, bool specialized, TimeSpan? unused) =>
        50
        + (averageMs is { } average ? Math.Max(0, 50 - (average / 100)) : 0)
        + (successRate * 30)
        + ((1 - load) * 20)
        + (specialized ? 25 : 0)
        + (unused < Recently ? 10 : 0);
}
