using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Redis.Agents;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Integration.Tests.Agents;

/// <summary>The store of agents on its own clock; two of them are two hosts.</summary>
public sealed class AgentStoreTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string prefix = $"a{Guid.NewGuid():N}";
    private readonly StoreClock clock = new();

    private readonly AgentOptions options = new() { BreakerFailures = 3, BreakerWindow = 10, BreakerMinimum = 6 };

    [Fact]
    public async Task An_agent_is_new_once_and_what_it_says_later_holds()
    {
        var store = Store();
        (await store.RegisterAsync(Agent("a"), 10, None)).ShouldNotBeNull().Changed.ShouldBeTrue();
        var again = (await Store().RegisterAsync(Agent("a") with { MaxCapacity = 3, Kinds = [new AgentKind("image", ["resize"])] }, 10, None)).ShouldNotBeNull();

        again.Changed.ShouldBeFalse();
        var known = (await store.ListAsync(None)).ShouldHaveSingleItem();
        (known.AgentId, known.Definition.MaxCapacity, known.Status, known.Breaker).ShouldBe(("a", 3, AgentStates.Active, BreakerStates.Closed));
        known.Definition.Kinds.ShouldHaveSingleItem().Operations.ShouldBe(["resize"]);
    }

    [Fact]
    public async Task What_an_agent_says_of_itself_is_revised_unless_it_said_something_else_meanwhile()
    {
        var store = Store();
        var first = (await store.RegisterAsync(Agent("a") with { Standing = new AgentStanding(0.10m) }, 10, None)).ShouldNotBeNull().Now.Definition;

        (await Store().ReviseAsync(first, first with { Standing = first.Standing with { Workload = 0.5m } }, None)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            c => c.Changed.ShouldBeTrue(), c => c.Now.Definition.Standing.Workload.ShouldBe(0.5m));
        (await store.ReviseAsync(first, first with { Standing = first.Standing with { Workload = 0.9m } }, None)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            c => c.Changed.ShouldBeFalse(), c => c.Now.Definition.Standing.Workload.ShouldBe(0.5m));
        (await store.ReviseAsync(first with { AgentId = "nobody" }, first, None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_word_that_tasks_ask_for_is_new_once_and_forgotten_when_nobody_asks_for_it()
    {
        var store = Store();
        (await store.NeedAsync(["crm", "script"], 3, None)).ShouldBe(["crm", "script"]);
        clock.Advance(TimeSpan.FromDays(40));
        (await Store().NeedAsync(["crm", "java"], 3, None)).ShouldBe(["java"]);
        (await store.NeedAsync(["one more"], 3, None)).ShouldBeNull();
        clock.Advance(TimeSpan.FromDays(30));
        (await store.NeedAsync(["one more"], 3, None)).ShouldBe(["one more"]);
        (await store.NeededAsync(None)).ShouldBe(["crm", "java", "one more"], ignoreOrder: true);
    }

    [Fact]
    public async Task No_more_agents_are_known_than_may_be()
    {
        var store = Store();
        await store.RegisterAsync(Agent("a"), 1, None);

        (await store.RegisterAsync(Agent("b"), 1, None)).ShouldBeNull();
        (await store.RegisterAsync(Agent("a"), 1, None)).ShouldNotBeNull("who is known may change what it says");
    }

    [Fact]
    public async Task A_silent_agent_goes_offline_once_however_many_hosts_look_and_comes_back()
    {
        var (one, two) = (Store(), Store());
        await one.RegisterAsync(Agent("a"), 10, None);
        clock.Advance(Minute / 2);
        (await one.SilentAsync(Minute, 10, None)).ShouldBeEmpty("it is not silent for longer yet");
        clock.Advance(Minute);
        (await one.SilentAsync(Minute, 10, None)).ShouldBe(["a"]);

        var told = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? one : two).TakeOfflineAsync("a", Minute, None)));

        told.Count(t => t is not null).ShouldBe(1);
        (await two.GetAsync("a", None))!.Status.ShouldBe(AgentStates.Inactive);
        (await one.SeenAsync("a", None)).ShouldNotBeNull().Changed.ShouldBeTrue("it is back");
        (await one.SeenAsync("a", None)).ShouldNotBeNull().Changed.ShouldBeFalse();
        (await two.GetAsync("a", None))!.Status.ShouldBe(AgentStates.Active);
    }

    [Fact]
    public async Task Who_is_heard_of_meanwhile_does_not_go_offline()
    {
        var store = Store();
        await store.RegisterAsync(Agent("a"), 10, None);
        clock.Advance(Minute + Minute);
        await store.SeenAsync("a", None);

        (await store.TakeOfflineAsync("a", Minute, None)).ShouldBeNull();
        (await store.SeenAsync("nobody", None)).ShouldBeNull();
    }

    [Fact]
    public async Task An_inactive_agent_is_forgotten_after_its_time()
    {
        var store = Store();
        await store.RegisterAsync(Agent("a"), 10, None);
        await store.RegisterAsync(Agent("lives"), 10, None);
        clock.Advance(Minute + Minute);
        await store.SeenAsync("lives", None);
        await store.TakeOfflineAsync("a", Minute, None);

        (await store.ForgetAsync(TimeSpan.FromHours(24), 10, None)).ShouldBeEmpty();
        clock.Advance(TimeSpan.FromHours(24));
        (await store.ForgetAsync(TimeSpan.FromHours(24), 10, None)).ShouldBe(["a"]);
        (await store.ListAsync(None)).Select(a => a.AgentId).ShouldBe(["lives"]);
        (await Keys()).ShouldNotContain(k => k.EndsWith(":agent:a"));
    }

    [Fact]
    public async Task A_drain_of_an_operator_outlasts_a_registration_and_an_agents_own_does_not()
    {
        var store = Store();
        foreach (var id in new[] { "own", "operator" })
            await store.RegisterAsync(Agent(id), 10, None);
        await store.DrainAsync("own", AgentDrain.Leaving, None);
        (await store.DrainAsync("operator", AgentDrain.Lasting, None))!.Changed.ShouldBeTrue();
        (await store.DrainAsync("operator", AgentDrain.Leaving, None))!.Changed.ShouldBeFalse("it is drained already");

        (await store.RegisterAsync(Agent("own"), 10, None))!.Now.IsDrained.ShouldBeFalse();
        (await store.RegisterAsync(Agent("operator"), 10, None))!.Now.SlotsNow.ShouldBe(0);
        (await store.DrainAsync("operator", AgentDrain.No, None))!.Now.SlotsNow.ShouldBe(10);
    }

    [Fact]
    public async Task Failures_in_a_row_open_the_breaker_once_and_a_rest_makes_it_half_open()
    {
        var (one, two) = (Store(), Store());
        await one.RegisterAsync(Agent("a"), 10, None);
        (await CountAsync(one, "FFSFF")).ShouldAllBe(c => !c.Changed);
        (await CountAsync(two, "F")).ShouldHaveSingleItem().Changed.ShouldBeTrue("the third in a row, seen by another host");
        (await CountAsync(one, "FS")).ShouldAllBe(c => !c.Changed, "what had begun before decides nothing");
        (await one.GetAsync("a", None))!.SlotsNow.ShouldBe(0);

        (await one.ProbeDueAsync(10, None)).ShouldBeEmpty();
        clock.Advance(options.BreakerRest);
        var probes = await Task.WhenAll(one.ProbeDueAsync(10, None), two.ProbeDueAsync(10, None));

        var probed = probes.SelectMany(p => p).ShouldHaveSingleItem();
        (probed.Breaker, probed.SlotsNow).ShouldBe((BreakerStates.HalfOpen, 1));
    }

    [Theory]
    [InlineData('S', BreakerStates.Closed, 10)]
    [InlineData('F', BreakerStates.Open, 0)]
    public async Task The_probe_decides(char end, string breaker, int slots)
    {
        var store = Store();
        await store.RegisterAsync(Agent("a"), 10, None);
        await CountAsync(store, "FFF");
        clock.Advance(options.BreakerRest);
        await store.ProbeDueAsync(10, None);

        var decided = (await CountAsync(store, $"{end}")).Single();

        decided.Changed.ShouldBeTrue();
        (decided.Now.Breaker, decided.Now.SlotsNow).ShouldBe((breaker, slots));
        (await CountAsync(store, "F")).Single().Changed.ShouldBeFalse("earlier failures no longer count, or it is open");
    }

    [Fact]
    public async Task A_failure_rate_opens_it_though_never_so_many_in_a_row_failed()
    {
        var store = Store();
        await store.RegisterAsync(Agent("a"), 10, None);

        (await CountAsync(store, "FFSFS")).ShouldAllBe(c => !c.Changed, "too few to say anything");
        (await CountAsync(store, "F")).Single().Now.Breaker.ShouldBe(BreakerStates.Open, "four of six");
    }

    [Fact]
    public async Task A_reset_closes_it_and_forgets()
    {
        var store = Store();
        await store.RegisterAsync(Agent("a"), 10, None);
        await CountAsync(store, "FFF");

        (await store.ResetBreakerAsync("a", None))!.Changed.ShouldBeTrue();
        (await store.ResetBreakerAsync("a", None))!.Changed.ShouldBeFalse();
        (await CountAsync(store, "FF")).ShouldAllBe(c => c.Now.Breaker == BreakerStates.Closed);
        clock.Advance(options.BreakerRest);
        (await store.ProbeDueAsync(10, None)).ShouldBeEmpty("there is no rest any more");
    }

    [Fact]
    public async Task Counts_of_many_hosts_add_up()
    {
        var stores = new[] { Store(), Store() };
        await stores[0].RegisterAsync(Agent("a"), 10, None);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => stores[i % 2].CountAsync(new AgentOutcome("a", true, TimeSpan.FromMilliseconds(200)), options, None)));

        var agent = (await stores[0].GetAsync("a", None))!;
        (agent.Succeeded, agent.AverageMs).ShouldBe((100, 200));
    }

    private async Task<List<AgentChange>> CountAsync(IAgentStore store, string ends)
    {
        var changes = new List<AgentChange>();
        foreach (var end in ends)
            changes.Add((await store.CountAsync(new AgentOutcome("a", end == 'S', TimeSpan.FromMilliseconds(10)), options, None)).ShouldNotBeNull());
        return changes;
    }

    private RedisAgentStore Store() => new(
        redis.Client, new RedisKeys(prefix, 16), clock, new ServiceCollection().AddOptions().BuildServiceProvider().GetRequiredService<IOptionsMonitor<AgentOptions>>());

    private async Task<List<string>> Keys()
    {
        var keys = new List<string>();
        await foreach (var key in redis.Client.GetServers()[0].KeysAsync(pattern: prefix + "*"))
            keys.Add(key!);
        return keys;
    }

    private static AgentDefinition Agent(string id) => new() { AgentId = id };
}
