namespace Swarm.Messaging.Routing;

/// <param name="Candidates">Best first; those that cannot take it now follow, the ones that serve it before the ones that lack something.</param>
/// <param name="Weights">The state for the next weighted ranking, in which the first candidate has had its turn; as it was with other strategies.</param>
public sealed record Ranking(RankedCandidate[] Candidates, SmoothWeights Weights)
{
    /// <summary>Null: nobody can take it, it is parked.</summary>
    public RoutingTarget? Best => Candidates is [{ Eligible: true } first, ..] ? first.Target : null;
}
