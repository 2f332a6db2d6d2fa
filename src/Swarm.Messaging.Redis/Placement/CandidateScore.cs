using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>What choice.lua and strategies.lua compute, for people: how good a target is for a class by a strategy.</summary>
/// <param name="Turns">By target: where the rotation of the class stands, or what it scores by a strategy that goes by what targets say of themselves.</param>
internal sealed record CandidateScore(string Strategy, IReadOnlyDictionary<string, double> Turns)
{
    public double Of(TargetState target, Requirements needs) => Strategy switch
    {
        PlacementStrategies.WeightedRoundRobin => Turns.GetValueOrDefault(target.Id) + 1 - target.Load,
        PlacementStrategies.RoundRobin => Turns.GetValueOrDefault(target.Id) + 1,
        _ when PlacementStrategies.IsRated(Strategy) => Turns.GetValueOrDefault(target.Id),
        PlacementStrategies.ResourceBased => ((1 - target.Load) * 40)
            + (target.AvgResponseMs is > 0 and var avg ? Math.Max(0, 100 - (avg / 10)) * 0.3 : 0)
            + (needs.FileType is { } type && target.Capabilities.Contains($"spec:{type}") ? 30 : 0),
        _ => target.Load,
    };

    /// <summary>The lowest wins.</summary>
    public double Order(double score) => Strategy == PlacementStrategies.LeastConnections ? score : -Math.Round(score, 9);
}
