namespace Swarm.Messaging.Placement;

/// <summary>How many attempts of a kind hold a slot in the whole system.</summary>
/// <param name="Limit">So many may; 0: any number.</param>
/// <param name="Strategy">By which its targets are chosen.</param>
public sealed record KindReport(string Kind, long Held, int Limit, string Strategy)
{
    /// <summary>Further attempts wait, whatever is free.</summary>
    public bool AtLimit => Limit > 0 && Held >= Limit;
}
