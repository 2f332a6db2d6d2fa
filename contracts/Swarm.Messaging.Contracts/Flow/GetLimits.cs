namespace Swarm.Messaging.Contracts.Flow;

/// <summary>Limits, pauses and how much of them is used. Queue <c>swarm.get-limits</c>, or GET <c>/api/limits</c>. Answer: <see cref="DispatchLimits"/>.</summary>
public sealed record GetLimits
{
    public int SchemaVersion { get; init; } = 1;
}
