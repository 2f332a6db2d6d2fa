using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Tests.Workflows.Runner;

public sealed class RunTimesTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Report_OfAHundredValues_HasTheirPercentiles()
    {
        var times = new RunTimes(time);
        for (var ms = 1; ms <= 100; ms++)
            times.Add(TimeSpan.FromMilliseconds(ms));

        var report = times.Report();

        report.Count.ShouldBe(100);
        report.AverageMs.ShouldBe(50.5, 0.1);
        report.P50Ms.ShouldBe(50, 0.1);
        report.P95Ms.ShouldBe(95, 0.2);
        report.P99Ms.ShouldBe(99, 0.2);
        report.MaxMs.ShouldBe(100, 0.2);
    }

    [Fact]
    public void Report_RatesAndTheSlowest_AreThoseOfTheLastMinute()
    {
        var times = new RunTimes(time);
        times.Add(TimeSpan.FromSeconds(9));
        time.Advance(TimeSpan.FromSeconds(61));
        for (var n = 0; n < 30; n++)
            times.Add(TimeSpan.FromMilliseconds(200));

        var report = times.Report();

        (report.PerSecond, report.SlowestOfMinuteMs, report.Count).ShouldBe((0.5, 200, 31));
    }

    [Fact]
    public void Report_OfNothing_IsNothing() => new RunTimes(time).Report().ShouldBe(new(0, 0, 0, 0, 0, 0, 0, 0));

    [Fact]
    public void RecentAverage_IsThatOfTheLastThousand()
    {
        var average = new RecentAverage();
        for (var n = 0; n < 1_000; n++)
            average.Add(1_000);
        for (var n = 0; n < 1_000; n++)
            average.Add(100);

        (average.Count, average.Value).ShouldBe((1_000, 100));
    }
}
