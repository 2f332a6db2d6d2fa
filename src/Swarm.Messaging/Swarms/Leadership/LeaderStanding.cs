namespace Swarm.Messaging.Swarms.Leadership;

/// <summary>The answer to a candidate. A closed set.</summary>
internal abstract record LeaderStanding
{
    private LeaderStanding()
    {
    }

    /// <param name="Former">Who led before; null: nobody ever did.</param>
    public sealed record Leads(LeaderTerm Term, string? Former) : LeaderStanding;

    public sealed record Follows(SwarmLeader Leader) : LeaderStanding;

    /// <summary>Nobody leads, and this process hosts no active swarm that could.</summary>
    public sealed record NoCandidate : LeaderStanding;
}
