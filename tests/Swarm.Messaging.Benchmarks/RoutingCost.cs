using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Routing;

namespace Swarm.Messaging.Benchmarks;

/// <summary>What routing costs a code task: classification of a payload, and ranking 200 candidates. To hold: 100 us together.</summary>
[MemoryDiagnoser, MedianColumn, MinColumn]
public class RoutingCost
{
    private const int Candidates = 200;

    private readonly DateTimeOffset now = DateTimeOffset.UnixEpoch;
    private readonly RoutingTarget[] targets = new RoutingTarget[Candidates];
    private JsonElement payload;
    private SmoothWeights weights = SmoothWeights.None;

    [Params(PlacementStrategies.LeastConnections, PlacementStrategies.WeightedRoundRobin, PlacementStrategies.ResourceBased)]
    public string Strategy { get; set; } = "";

    [GlobalSetup]
    public void Fill()
    {
        payload = JsonSerializer.SerializeToElement(new { filePath = "src/main.rs", content = string.Join('\n', Enumerable.Repeat("let x = 1;", 90)) });
        var random = new Random(1);
        for (var i = 0; i < Candidates; i++)
        {
            var capabilities = new HashSet<string>(StringComparer.Ordinal) { i % 20 == 0 ? "wasm" : "agent", $"spec:{FileTypes.All[i % 9]}" };
            foreach (var type in FileTypes.All)
                capabilities.UnionWith(OperationTypes.All.Select(operation => $"code/{type}:{operation}"));
            targets[i] = new RoutingTarget
            {
                TargetId = $"target-{i}", Type = i % 20 == 0 ? TargetTypes.Pool : "agent", Slots = 10, Used = random.Next(11), Capabilities = capabilities,
                AvgResponseTime = TimeSpan.FromMilliseconds(random.Next(2_000)), LastSeen = now, Order = i,
            };
        }
    }

    [Benchmark]
    public TaskClassification Classify() => CodeClassifier.Classify(CodeTask.Of("analyze", payload, 10));

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
