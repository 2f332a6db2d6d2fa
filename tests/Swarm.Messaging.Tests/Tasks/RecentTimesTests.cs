using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Tasks;

public sealed class RecentTimesTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void What_happened_long_ago_counts_no_more_and_its_alert_ends()
    {
        var times = new RecentTimes(time);
        times.Add();
        time.Advance(RecentTimes.Window / 2);
        times.Add();
        TaskConditions.OfFailedItems(times.Count, "h").ShouldSatisfyAllConditions(c => c.Begins.ShouldBeTrue(), c => c.Value.ShouldBe(2));

        time.Advance((RecentTimes.Window / 2) + TimeSpan.FromSeconds(1));
        times.Count.ShouldBe(1);
        time.Advance(RecentTimes.Window);
        TaskConditions.OfFailedItems(times.Count, "h").ShouldSatisfyAllConditions(c => c.Begins.ShouldBeFalse(), c => c.Ends.ShouldBeTrue());
    }

    [Fact]
    public void A_flood_takes_no_more_room_than_the_newest()
    {
        var times = new RecentTimes(time);
        for (var i = 0; i < RecentTimes.Kept * 3; i++)
            times.Add();

        times.Count.ShouldBe(RecentTimes.Kept);
    }
}
