namespace Swarm.Messaging.Swarms.States;

/// <summary>What is said of a coordinator's wait; null: nothing.</summary>
/// <param name="StartTime">Since when it waits, ms since 1970.</param>
public sealed record BlockingSaid(string Status, long? StartTime = null, string? SignalType = null, int? Iteration = null, string? Phase = null);
