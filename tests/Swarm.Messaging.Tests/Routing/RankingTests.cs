using Swarm.Messaging.Placement;
using Swarm.Messaging.Routing;

namespace Swarm.Messaging.Tests.Routing;

public sealed class RankingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly Requirements Analyze = new("code", "rs:analyze");

    [Fact]
    public void Five_concurrent_tasks_over_three_equal_agents_go_2_2_1()
    {
        var targets = Enumerable.Range(0, 3).Select(i => Target($"a{i}", i)).ToArray();

        for (var task = 0; task < 5; task++)
        {
            var best = Rank(Analyze, targets).Best.ShouldNotBeNull();
            targets[best.Order] = best with { Used = best.Used + 1 };
        }

        targets.Select(t => t.Used).ShouldBe([2, 2, 1]);
    }

    [Fact]
    public void Resource_based_adds_slots_response_time_and_speciality()
    {
        var agent = Target("a", 0) with { Used = 2, AvgResponseTime = TimeSpan.FromMilliseconds(200), Capabilities = Words("code/*", "agent", "spec:rs") };

        Score(agent).ShouldBe(86, 1e-9);
        Score(agent with { AvgResponseTime = null }).ShouldBe(62, 1e-9, "not known");
        Score(agent with { AvgResponseTime = TimeSpan.Zero }).ShouldBe(62, 1e-9, "not measured");
        Score(agent with { AvgResponseTime = TimeSpan.FromSeconds(5) }).ShouldBe(62, 1e-9, "never below zero");
        Score(agent with { Capabilities = Words("code/*", "agent") }).ShouldBe(56, 1e-9);
        Score(agent with { Used = 0, AvgResponseTime = TimeSpan.FromTicks(1) }).ShouldBe(100, 1e-3);

        static double Score(RoutingTarget target) => Rank(Analyze, [target], PlacementStrategies.ResourceBased).Candidates.Single().Score;
    }

    [Fact]
    public void Resource_based_takes_the_most_points_and_of_equals_the_earliest()
    {
        RoutingTarget[] targets = [Target("busy", 0) with { Used = 5 }, Target("b", 2), Target("a", 1)];

        Ids(Rank(Analyze, targets, PlacementStrategies.ResourceBased)).ShouldBe(["a", "b", "busy"]);
    }

    [Fact]
    public void Equal_weights_give_plain_rotation()
    {
        RoutingTarget[] targets = [Target("a", 0), Target("b", 1), Target("c", 2)];

        Turns(targets, 7).ShouldBe(["a", "b", "c", "a", "b", "c", "a"]);
    }

    [Fact]
    public void A_free_share_is_the_weight_of_the_rotation()
    {
        // Weights 1, 0.5 and 0.5: half of the turns go to the empty one, never two in a row beyond its share.
        RoutingTarget[] targets = [Target("a", 0), Target("b", 1) with { Used = 5 }, Target("c", 2) with { Used = 5 }];

        Turns(targets, 8).ShouldBe(["a", "b", "c", "a", "a", "b", "c", "a"]);
    }

    [Fact]
    public void A_target_that_goes_does_not_stop_the_rotation()
    {
        RoutingTarget[] targets = [Target("a", 0), Target("b", 1), Target("c", 2)];
        var weights = Rank(Analyze, targets, PlacementStrategies.WeightedRoundRobin).Weights;

        var next = Rank(Analyze, [targets[0], targets[2]], PlacementStrategies.WeightedRoundRobin, weights);

        next.Best!.TargetId.ShouldBe("c");
        next.Weights.Of("b").ShouldBe(0);
    }

    [Theory]
    [InlineData(PlacementStrategies.LeastConnections)]
    [InlineData(PlacementStrategies.WeightedRoundRobin)]
    [InlineData(PlacementStrategies.ResourceBased)]
    public void Whoever_cannot_take_it_is_named_with_the_reason(string strategy)
    {
        RoutingTarget[] targets =
        [
            Target("full", 0) with { Used = 10 },
            Target("draining", 1) with { Status = "draining" },
            Target("silent", 2) with { LastSeen = Now.AddSeconds(-61) },
            Target("failed", 3),
            Target("other", 4) with { Capabilities = Words("code/py:analyze", "agent") },
            Target("good", 5) with { LastSeen = Now.AddSeconds(-60), Used = 9 },
        ];

        var ranking = Rank(new Requirements("code", "rs:analyze", ["agent"], avoid: ["failed"]), targets, strategy);

        ranking.Best!.TargetId.ShouldBe("good");
        ranking.Candidates.Select(c => c.Target.TargetId).ShouldBe(["good", "draining", "silent", "failed", "full", "other"]);
        ranking.Candidates.ToDictionary(c => c.Target.TargetId, c => c.Reason).ShouldSatisfyAllConditions(
            r => r["good"].ShouldBe("9 of 10 slots used"),
            r => r["full"].ShouldBe("full: 10 of 10 slots used"),
            r => r["draining"].ShouldBe("draining"),
            r => r["silent"].ShouldStartWith("silent since 2026-01-02T03:03:04"),
            r => r["failed"].ShouldBe("avoided: it failed there"),
            r => r["other"].ShouldBe("lacks code/rs:analyze"));
    }

    [Fact]
    public void Nobody_is_best_where_nobody_can()
    {
        Rank(Analyze, []).Best.ShouldBeNull();
        Rank(Analyze, [Target("a", 0) with { Used = 10 }]).Best.ShouldBeNull();
    }

    [Fact]
    public void Tags_leave_agents_alone()
    {
        RoutingTarget[] targets = [Pool("pool", 0), Target("agent", 1) with { Used = 9 }];

        Rank(new Requirements("code", "rs:analyze", [CodeRequirements.Agent]), targets).Best!.TargetId.ShouldBe("agent");
        Rank(new Requirements("code", "rs:analyze", [CodeRequirements.Wasm]), targets).Best!.TargetId.ShouldBe("pool");
    }

    [Fact]
    public void A_flag_for_WebAssembly_decides_between_equals_only()
    {
        var flagged = CodeRequirements.Of(CodeClassifier.Classify(new CodeTask("rs", "analyze", 1, 10)));
        var plain = CodeRequirements.Of(CodeClassifier.Classify(new CodeTask("js", "analyze", 1, 10)));
        RoutingTarget[] equal = [Target("agent", 0), Pool("pool", 1)];

        Rank(flagged, equal).Best!.TargetId.ShouldBe("pool");
        Rank(plain, equal).Best!.TargetId.ShouldBe("agent", "the earliest");
        Rank(flagged, [equal[0], equal[1] with { Used = 1 }]).Best!.TargetId.ShouldBe("agent", "the load comes first");
    }

    [Fact]
    public void A_preference_comes_before_the_load_and_gives_way_when_nobody_has_it()
    {
        var streaming = new Requirements("code", "rs:analyze", ["agent"], prefer: [CodeRequirements.Streaming]);
        var stream = Target("stream", 1) with { Used = 9, Capabilities = Words("code/*", "agent", "streaming") };

        Rank(streaming, [Target("regular", 0), stream]).Best!.TargetId.ShouldBe("stream");
        Rank(streaming, [Target("regular", 0), stream with { Used = 10 }]).Best!.TargetId.ShouldBe("regular");
    }

    [Fact]
    public void Unknown_work_goes_to_those_that_suit_it_and_else_to_any_active_agent()
    {
        var needs = CodeRequirements.Of(CodeClassifier.Classify(new CodeTask(null, "edit", 1, 10)));
        var any = Target("any", 0) with { Capabilities = Words("agent", "code/py:test", "code/unknown:edit") };
        var suits = Target("suits", 1) with { Used = 9, Capabilities = Words("agent", "code/*", "suits:unknown:edit") };

        Rank(needs, [Pool("pool", 2), any, suits]).Best!.TargetId.ShouldBe("suits");
        Rank(needs, [Pool("pool", 2), any, suits with { Status = "inactive" }]).Best!.TargetId.ShouldBe("any");
        Rank(needs, [Pool("pool", 2)]).Best.ShouldBeNull("no module declares what is unknown");
    }

    private static List<string> Turns(RoutingTarget[] targets, int turns)
    {
        var weights = SmoothWeights.None;
        var order = new List<string>();
        for (var turn = 0; turn < turns; turn++)
        {
            var ranking = Rank(Analyze, targets, PlacementStrategies.WeightedRoundRobin, weights);
            order.Add(ranking.Best!.TargetId);
            weights = ranking.Weights;
        }

        return order;
    }

    private static Ranking Rank(
        Requirements needs, RoutingTarget[] targets, string strategy = PlacementStrategies.LeastConnections, SmoothWeights? weights = null) =>
        CandidateRanking.Rank(needs, targets, new RankingRules(strategy, TimeSpan.FromSeconds(60), "spec:rs"), Now, weights);

    private static IEnumerable<string> Ids(Ranking ranking) => ranking.Candidates.Select(c => c.Target.TargetId);

    private static RoutingTarget Target(string id, long order) => new()
    {
        TargetId = id, Type = "agent", Slots = 10, Capabilities = Words("code/*", "agent"), LastSeen = Now, Order = order,
    };

    private static RoutingTarget Pool(string id, long order) => Target(id, order) with
    {
        Type = TargetTypes.Pool,
        Capabilities = Words("code/rs:analyze", "code/js:analyze", "wasm"),
    };

    private static HashSet<string> Words(params string[] words) => words.ToHashSet(StringComparer.Ordinal);
}
