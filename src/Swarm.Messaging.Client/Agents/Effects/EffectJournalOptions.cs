namespace Swarm.Messaging.Client.Agents.Effects;

/// <summary>Where an agent writes down its effects, and how much of it is kept.</summary>
public sealed class EffectJournalOptions
{
    /// <summary>The file; one process at a time has it. Its folder is made.</summary>
    public required string File { get; set; }

    /// <summary>How long a result is kept after its effect, above 0. Default 7 days: longer than any retry waits.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long an effect is kept of which nobody knows whether it happened, at least <see cref="Retention"/>. Default 30 days: as long as its dead letter can be replayed.</summary>
    public TimeSpan DoubtRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Results kept, 1 or more; beyond, the oldest go. Default 200,000.</summary>
    public int MaxResults { get; set; } = 200_000;

    /// <summary>Bytes of all that is kept, 1,048,576 or more; beyond, the oldest results go. Default 512 MiB.</summary>
    public long MaxBytes { get; set; } = 512L * 1024 * 1024;

    internal void Check()
    {
        if (Retention <= TimeSpan.Zero || DoubtRetention < Retention)
            throw new ArgumentException($"The effect journal keeps results for {Retention} and doubts for {DoubtRetention}: the first must be above 0, the second at least the first.");
        if (MaxResults < 1 || MaxBytes < 1024 * 1024)
            throw new ArgumentException($"The effect journal keeps {MaxResults} results in {MaxBytes} bytes: at least 1 and 1,048,576.");
    }
}
