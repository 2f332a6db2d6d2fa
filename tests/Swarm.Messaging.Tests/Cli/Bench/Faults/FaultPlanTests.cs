using Swarm.Messaging.Cli.Bench.Faults;

namespace Swarm.Messaging.Tests.Cli.Bench.Faults;

public sealed class FaultPlanTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [Fact]
    public void Of_TheSameSeedIsTheSamePlan()
    {
        Plan(7).ShouldBe(Plan(7));
        Plan(7).ShouldNotBe(Plan(8));
    }

    [Fact]
    public void Of_EveryKindComesAndEveryProcessHasSome()
    {
        var all = Enumerable.Range(1, 20).SelectMany(Plan).ToList();

        all.Select(f => f.Kind).Distinct().Order().ShouldBe(Enum.GetValues<FaultKind>().Order());
        all.Select(f => f.Process).Distinct().Order().ShouldBe([-1, 0, 1, 2, 3, 4]);
        all.Max(f => f.For).ShouldBeGreaterThan(TimeSpan.FromSeconds(20), "some outlast a lease of 15 s");
    }

    [Fact]
    public void Of_AProcessHasOneFaultAtATimeAndNoneIsTooLong()
    {
        foreach (var plan in Enumerable.Range(1, 20).Select(Plan))
        {
            plan.ShouldAllBe(f => f.At >= TimeSpan.Zero && f.At < Minute && f.For <= Longest);
            foreach (var process in plan.GroupBy(f => f.Process).Where(g => g.Key != Fault.OfRedis))
                process.Zip(process.Skip(1)).ShouldAllBe(p => p.First.At + p.First.For < p.Second.At);
        }
    }

    private static IReadOnlyList<Fault> Plan(int seed) => FaultPlan.Of(seed, 5, Minute, Longest);
}
