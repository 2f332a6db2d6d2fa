namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Which swarms a list shows; null: whatever it is.</summary>
/// <param name="Objective">A pattern, without regard to case.</param>
/// <param name="Limit">At most so many, the newest.</param>
public sealed record SwarmFilter(
    string? Status = null, string? Objective = null, string? Strategy = null, string? Mode = null, string? Phase = null, int Limit = SwarmFilter.MostAtOnce)
{
    public const int MostAtOnce = 1_000;
}
