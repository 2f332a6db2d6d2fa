using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Tests.Workflows.Runner;

/// <summary>Each alert of the runner at its limit, and what holds it back.</summary>
public sealed class RunnerConditionTests
{
    private static readonly RunnerLook Quiet = new() { HostId = "h", Workers = 2, Slots = 10, WarningMb = 400, CriticalMb = 800 };

    private static readonly (string Name, string Severity, RunnerLook Bad, RunnerLook Good)[] Alerts =
    [
        (AlertNames.SlowExecution, "warning", Quiet with { SlowestRunMs = 5_001 }, Quiet with { SlowestRunMs = 5_000 }),
        (AlertNames.HighCpu, "warning", Quiet with { CpuPercent = 80.1 }, Quiet with { CpuPercent = 80 }),
        (AlertNames.QueueBacklog, "warning", Quiet with { Depth = 51 }, Quiet with { Depth = 50 }),
        (AlertNames.QueueBacklogCritical, "critical", Quiet with { Depth = 101 }, Quiet with { Depth = 100 }),
        (AlertNames.WorkerCrash, "info", Quiet with { CrashesWithinTheHour = 1 }, Quiet),
        (AlertNames.WorkerCrashRate, "warning", Quiet with { CrashesWithinTheHour = 3 }, Quiet with { CrashesWithinTheHour = 2 }),
        (AlertNames.WorkerCrashCritical, "critical", Quiet with { CrashesWithinTheHour = 6 }, Quiet with { CrashesWithinTheHour = 5 }),
        (AlertNames.FailureRate, "warning", Quiet with { Recent = (100, 3) }, Quiet with { Recent = (100, 2) }),
        (AlertNames.FailureRateCritical, "critical", Quiet with { Recent = (100, 6) }, Quiet with { Recent = (100, 5) }),
        (AlertNames.CacheHitRate, "warning", Quiet with { HitRate = 0.59 }, Quiet with { HitRate = 0.6 }),
        (AlertNames.BreakerOpen, "warning", Quiet with { OpenBreakers = [("http_request:a:1", TimeSpan.FromSeconds(301))] }, Quiet),
    ];

    public static TheoryData<string> Names => [.. Alerts.Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_begins_above_its_limit_and_ends_at_it(string name)
    {
        var (_, severity, bad, good) = Alerts.Single(a => a.Name == name);
        var begun = Of(bad).Single(c => c.Name == name);
        var ended = Of(good).Single(c => c.Name == name);

        (begun.Severity, begun.Begins, begun.Ends).ShouldBe((severity, true, false));
        (ended.Begins, ended.Ends).ShouldBe((false, true));
    }

    [Fact]
    public void Of_AQuietHost_NothingBegins() => Of(Quiet).ShouldAllBe(c => !c.Begins);

    [Fact]
    public void Of_TooFewEndsOrLookUps_NothingBeginsAndNothingEnds()
    {
        var few = Of(Quiet with { Recent = (19, 19) });

        few.Where(c => c.Name is AlertNames.FailureRate or AlertNames.FailureRateCritical or AlertNames.CacheHitRate).ShouldAllBe(c => !c.Begins && !c.Ends);
    }

    [Fact]
    public void HitRate_IsJudgedAnewForEveryHundredLookUps()
    {
        var watch = new HitRateWatch();

        watch.Observe(10, 89);
        watch.Rate.ShouldBeNull();
        watch.Observe(10, 90);
        watch.Rate.ShouldBe(0.1);
        watch.Observe(100, 99);
        watch.Rate.ShouldBe(0.1, "too few since");
        watch.Observe(100, 110);
        watch.Rate!.Value.ShouldBe(90 / 110.0, 0.001);
    }

    [Fact]
    public void ABreaker_ThatTriesAndOpensAgain_HasBeenOpenAllTheTime()
    {
        var time = new FakeTimeProvider();
        var times = new BreakerTimes(time);

        times.Observe(["a"]).ShouldHaveSingleItem().Open.ShouldBe(TimeSpan.Zero);
        time.Advance(TimeSpan.FromSeconds(200));
        times.Observe(["a", "b"]).Select(b => b.Open.TotalSeconds).ShouldBe([200, 0], ignoreOrder: true);
        time.Advance(TimeSpan.FromSeconds(101));
        times.Observe(["a"]).ShouldHaveSingleItem().Open.ShouldBe(TimeSpan.FromSeconds(301));
        times.Observe([]).ShouldBeEmpty();
        times.Observe(["a"]).ShouldHaveSingleItem().Open.ShouldBe(TimeSpan.Zero, "it was closed in between");
    }

    [Theory]
    [InlineData("node", "low")]
    [InlineData("worker", "medium")]
    [InlineData("connection", "high")]
    [InlineData("memory", "medium")]
    [InlineData("cpu", "low")]
    public void EachBottleneck_IsFoundWithItsImpact(string type, string impact)
    {
        var look = Quiet with
        {
            Workers = 16,
            Slots = 80,
            Depth = 160,
            AverageMsByType = new Dictionary<string, double> { ["http_request"] = 2_500, ["webhook"] = 20 },
            Pools = [new("http://a:80", 100, 100), new("http://b:80", 10, 100)],
            HeapMb = 650,
            CpuPercent = 85,
        };

        var found = Bottlenecks.Of(look, new RunnerOptions()).ToList();

        found.Count.ShouldBe(5);
        found.ShouldContain(b => b.Type == type && b.Impact == impact);
    }

    [Fact]
    public void Bottlenecks_OfAQuietHost_AreNone_AndWaitingIsNoneWhileThePoolMayGrow()
    {
        Bottlenecks.Of(Quiet, new RunnerOptions()).ShouldBeEmpty();
        Bottlenecks.Of(Quiet with { Depth = 1_000 }, new RunnerOptions()).ShouldBeEmpty();
        Bottlenecks.Of(Quiet with { Depth = 1_000 }, new RunnerOptions { EnableAutoScaling = false }).ShouldHaveSingleItem().Impact.ShouldBe("high");
    }

    private static List<Condition> Of(RunnerLook look) => [.. RunnerConditions.Of(look, new RunnerOptions(), ["http_request:a:1"])];
}
