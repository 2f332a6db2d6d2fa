using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Tests.Workflows.Caching;

public sealed class EvictionPolicyTests
{
    [Fact]
    public void Lru_lets_go_what_was_not_used_for_longest() => After(QueuePolicy.Lru(), 3, ["a", "b", "c"], ["a"], ["d"]).ShouldBe(["a", "c", "d"]);

    [Fact]
    public void Fifo_lets_go_what_came_first_used_or_not() => After(QueuePolicy.Fifo(), 3, ["a", "b", "c"], ["a", "a"], ["d"]).ShouldBe(["b", "c", "d"]);

    [Fact]
    public void Lfu_lets_go_what_was_used_least_and_of_equals_the_older_use() =>
        After(new LfuPolicy(), 3, ["a", "b", "c"], ["a", "a", "c", "b"], ["d"]).ShouldBe(["a", "b", "d"]);

    [Fact]
    public void A_policy_of_the_users_own_decides() => After(new LongestName(), 2, ["aaa", "b"], ["aaa"], ["cc"]).ShouldBe(["b", "cc"]);

    [Fact]
    public void A_policy_that_names_what_is_not_there_does_not_stop_the_cache() => After(new Wrong(), 2, ["a", "b"], [], ["c"]).Count.ShouldBe(2);

    [Fact]
    public void Every_policy_forgets_what_has_gone()
    {
        foreach (var policy in (IEvictionPolicy[])[QueuePolicy.Lru(), QueuePolicy.Fifo(), new LfuPolicy()])
        {
            policy.Added("a");
            policy.Used("a");
            policy.Removed("a");
            policy.Used("a");
            policy.Next().ShouldBeNull(policy.Name);
        }
    }

    private static List<string> After(IEvictionPolicy policy, int room, string[] first, string[] used, string[] then)
    {
        var tier = new MemoryTier(policy, 1_000, room, new FakeTimeProvider());
        foreach (var key in first)
            tier.Put(key, PackedResult.Of("1"u8), TimeSpan.FromHours(1));
        foreach (var key in used)
            tier.Find(key).ShouldNotBeNull();
        foreach (var key in then)
            tier.Put(key, PackedResult.Of("1"u8), TimeSpan.FromHours(1));
        tier.Figures().Evictions.ShouldBe(1);
        return [.. first.Concat(then).Where(key => tier.Find(key) is not null)];
    }

    private sealed class LongestName : IEvictionPolicy
    {
        private readonly HashSet<string> keys = [];

        public string Name => "longest";

        public void Added(string key) => keys.Add(key);

        public void Used(string key)
        {
        }

        public void Removed(string key) => keys.Remove(key);

        public string? Next() => keys.MaxBy(key => key.Length);
    }

    private sealed class Wrong : IEvictionPolicy
    {
        public string Name => "wrong";

        public void Added(string key)
        {
        }

        public void Used(string key)
        {
        }

        public void Removed(string key)
        {
        }

        public string? Next() => "not there";
    }
}
