using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Wasm.Load;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Routing;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Swarm.Messaging.Wasm;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>
/// Two hosts with a pool each, an agent beside each, one broker, one Redis, a mixed load over both: what either says of load, targets,
/// routes, errors and totals is what the tasks themselves tell, and neither writes over the other.
/// </summary>
[Collection(RabbitMqCollection.Name)]
public sealed class OneTruthTests(RabbitMqFixture rabbit, RedisFixture redis, ITestOutputHelper output) : IClassFixture<RedisFixture>, IDisposable
{
    private const int Count = 240;
    private const int Limit = 12;

    private readonly TempFolder folder = new("one-truth");
    private readonly string prefix = $"o{Guid.NewGuid():N}";

    [Fact]
    public async Task Two_hosts_share_one_truth_under_a_mixed_load()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        using var agent = await StartAgentAsync("agent-1");
        using var other = await StartAgentAsync("agent-2");

        var most = LoadAsync([one, two]);
        await Task.WhenAll(
            one.SubmitAsync(Enumerable.Range(0, Count).Where(n => n / Mix.FaultyEach % 2 == 0)),
            two.SubmitAsync(Enumerable.Range(0, Count).Where(n => n / Mix.FaultyEach % 2 == 1)));
        (await most).ShouldBeInRange(1, Limit, "the limit is the system's, not a host's");

        var attempts = new List<AttemptRecord>();
        for (var i = 0; i < Count; i++)
            attempts.AddRange((await two.TaskAsync(Mix.IdOf(i))).Attempts);
        await one.NothingIsLeftAsync();
        await two.NothingIsLeftAsync();

        foreach (var host in (MixedHost[])[one, two])
            await TellsTheTruthAsync(host, attempts, [one, two]);
        await TheTableIsTheSameWhoeverShowsItAsync(one, two);
        await InstancesOfBothAreThereAsync(one, two);
        var executions = (MixedHost[])[one, two];
        executions.ShouldAllBe(h => h.Executions.Count > 0, "both hosts worked");
        await Task.WhenAll(agent.StopAsync(), other.StopAsync());
        output.WriteLine(string.Join(", ", attempts.GroupBy(a => a.TargetId!).OrderBy(g => g.Key).Select(g => $"{g.Key}: {g.Count()}, {g.Count(IsFailure)} failed")));
    }

    public void Dispose() => folder.Dispose();

    private async Task<IHost> StartAgentAsync(string id)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSwarmAgent(o =>
        {
            (o.AgentId, o.Prefix, o.Broker, o.MaxCapacity) = (id, prefix, rabbit.Server.Address(), 2);
            o.Handle("code", "*", (task, _) => Task.FromResult(
                Mix.ModuleOf(task.TaskId) == FaultyModules.OverflowsStack ? AgentResult.Fail("too_deep", "No agent can do that.", retryable: false) : AgentResult.Ok()));
        });
        var agent = builder.Build();
        await agent.StartAsync();
        return agent;
    }

    private static bool IsFailure(AttemptRecord attempt) => attempt.Outcome is "failed" or "refused";

    /// <summary>Watches the load from both sides until all has ended.</summary>
    /// <returns>The most attempts that held a slot at a time.</returns>
    private static async Task<long> LoadAsync(MixedHost[] hosts)
    {
        var (most, turn) = (0L, 0);
        await Eventually.HoldsAsync(
            async () =>
            {
                var host = hosts[turn++ % hosts.Length];
                most = Math.Max(most, (await host.PlacementAsync()).Kinds.SingleOrDefault(k => k.Kind == "code")?.Held ?? 0);
                var states = await host.StatesAsync();
                return states.Values.Sum() == Count && states.All(s => s.Value == 0 || TaskStates.IsEnd(s.Key));
            },
            "every task has ended", TimeSpan.FromMinutes(3));
        return most;
    }

    private static async Task TellsTheTruthAsync(MixedHost host, List<AttemptRecord> attempts, MixedHost[] all)
    {
        var targets = (await host.PlacementAsync()).Targets.Where(t => t.Total > 0).ToDictionary(t => t.TargetId, t => (t.Total, t.Failed));
        targets.ShouldBe(attempts.GroupBy(a => a.TargetId!).ToDictionary(g => g.Key, g => ((long)g.Count(), (long)g.Count(IsFailure))), ignoreOrder: true);

        var routes = await host.Host.Get<IPlacementStore>().RoutesAsync(default);
        (routes.Sum(r => r.SuccessCount), routes.Sum(r => r.FailureCount)).ShouldBe((attempts.Count(a => !IsFailure(a)), attempts.Count(IsFailure)));

        var failures = all.Sum(h => h.Executions.Count(e => e.Outcome is ExecutionOutcome.Failed));
        await Eventually.HoldsAsync(async () => (await host.RecoveriesAsync()).TotalErrors == failures, $"the {failures} errors of both hosts are counted");
        var ends = await host.StatesAsync();
        await Eventually.HoldsAsync(
            async () => await host.Host.Get<ICoordinatorStore>().ReadAsync(default) is { Waiting: 0, Running: 0 } t
                && (t.Total, t.Successful, t.Failed) == (Count, ends[TaskStates.Completed], ends[TaskStates.DeadLettered]),
            "every task is counted once");
    }

    private async Task TheTableIsTheSameWhoeverShowsItAsync(MixedHost one, MixedHost two)
    {
        var shown = new List<string>();
        foreach (var host in (MixedHost[])[one, two])
        {
            await host.Host.Get<RoutingTable>().RunOnceAsync(default);
            shown.Add((await DocumentAsync("swarm:phase-5:routing-table")).GetProperty("entries").GetRawText());
        }

        shown[1].ShouldBe(shown[0]);
    }

    private async Task InstancesOfBothAreThereAsync(MixedHost one, MixedHost two)
    {
        foreach (var host in (MixedHost[])[one, two])
            await host.Host.Get<PoolKeys>().WriteAsync(default);
        (await DocumentAsync("swarm:phase-5:wasm-pool")).GetProperty("hosts").EnumerateArray().Select(h => h.GetProperty("hostId").GetString())
            .ShouldBe([one.HostId, two.HostId], ignoreOrder: true);
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);
        (await connection.GetDatabase().HashKeysAsync($"{prefix}:swarm:wasm-instances")).Select(k => k.ToString())
            .ShouldBe(one.Pool.Report("").Instances.Concat(two.Pool.Report("").Instances).Select(i => i.Id), ignoreOrder: true);
    }

    private async Task<JsonElement> DocumentAsync(string key)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);
        return JsonElement.Parse(((string?)await connection.GetDatabase().StringGetAsync($"{prefix}:{key}")).ShouldNotBeNull(key));
    }

    private Task<MixedHost> StartAsync() => MixedHost.StartAsync(
        redis.Server.ConnectionString, prefix, folder.Path, rabbit.Server.Address(),
        services => services.Configure<PlacementOptions>(o => o.KindLimits["code"] = Limit));
}
