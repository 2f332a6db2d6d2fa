namespace Swarm.Messaging.Coordination;

/// <summary>Failures that have something in common.</summary>
/// <param name="TaskType">The operation; of several the most frequent.</param>
/// <param name="Error">The message; of several the most frequent.</param>
/// <param name="Timeframe">From the oldest to the newest, in ms.</param>
internal sealed record FailurePattern(string TaskType, string Error, int Count, long Timeframe)
{
    /// <summary>What is common: the same pattern has the same name, however many failures it has.</summary>
    public required string Name { get; init; }
}
