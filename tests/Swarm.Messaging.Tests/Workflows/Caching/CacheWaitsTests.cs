using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Tests.Workflows.Caching;

public sealed class CacheWaitsTests
{
    private static readonly NodeOrigin First = new("run", 1, 0);
    private static readonly NodeOrigin Second = new("run", 2, 0);

    private readonly FakeTimeProvider time = new();

    [Fact]
    public void All_that_wait_for_a_key_are_woken_once()
    {
        var waits = new CacheWaits(time);
        waits.Add("k", First);
        waits.Add("k", First);
        waits.Add("k", Second);
        waits.Add("other", Second);

        waits.Release("k");
        waits.Release("k");

        Woken(waits).ShouldBe([First, Second], ignoreOrder: true);
        waits.Count.ShouldBe(1);
    }

    [Fact]
    public void Who_does_not_wait_after_all_is_not_woken()
    {
        var waits = new CacheWaits(time);
        waits.Add("k", First);

        waits.Remove("k", First);
        waits.Release("k");

        Woken(waits).ShouldBeEmpty();
    }

    [Fact]
    public void Who_waits_too_long_looks_again()
    {
        var waits = new CacheWaits(time);
        waits.Add("k", First);
        time.Advance(TimeSpan.FromSeconds(50));
        waits.Add("k", Second);
        time.Advance(TimeSpan.FromSeconds(10));

        waits.WakeOlderThan(TimeSpan.FromSeconds(60)).ShouldBe(1);

        Woken(waits).ShouldBe([First]);
        waits.Count.ShouldBe(1);
    }

    private static List<NodeOrigin> Woken(CacheWaits waits)
    {
        var nodes = new List<NodeOrigin>();
        while (waits.Ready.TryRead(out var node))
            nodes.Add(node);
        return nodes;
    }
}
