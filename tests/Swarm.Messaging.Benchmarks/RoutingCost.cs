using BenchmarkDotNet.Attributes;
using Swarm.Messaging.Cli.Bench;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Routing;

namespace Swarm.Messaging.Benchmarks;

/// <summary>What routing costs a code task: classification of a payload, and ranking 200 candidates. To hold: 100 us together.</summary>
[MemoryDiagnoser, MedianColumn, MinColumn]
public class RoutingCost
{
    private readonly DateTimeOffset now = DateTimeOffset.UnixEpoch;
    private RoutingTarget[] targets = [];
    private SmoothWeights weights = SmoothWeights.None;

    [Params(PlacementStrategies.LeastConnections, PlacementStrategies.WeightedRoundRobin, PlacementStrategies.ResourceBased)]
    public string Strategy { get; set; } = "";

    [GlobalSetup]
    public void Fill() => targets = RankedTargets.Make(now);

    [Benchmark]
    public TaskClassification Classify() => CodeClassifier.Classify(CodeTask.Of("analyze", RankedTargets.Payload, 10));

    [Benchmark]
    public RoutingTarget? ClassifyAndRank()
    {
        var task = Classify();
        var rules = new RankingRules(Strategy, TimeSpan.FromSeconds(60), CodeRequirements.Speciality(task));
        var ranking = CandidateRanking.Rank(CodeRequirements.Of(task), targets, rules, now, weights);
        weights = ranking.Weights;
        return ranking.Best;
    }
}
