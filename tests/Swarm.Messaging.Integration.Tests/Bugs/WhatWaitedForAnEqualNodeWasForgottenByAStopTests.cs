using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A node that waited for an equal one was known to the memory of its host alone: when that stopped, its run noticed only when it asked by itself, up to 30 s later.</summary>
public sealed class WhatWaitedForAnEqualNodeWasForgottenByAStopTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private readonly string prefix = $"f{Guid.NewGuid():N}";

    [Fact]
    public async Task Another_host_waits_for_it_at_once()
    {
        await using var ledger = await LedgerServer.StartAsync();
        await using var stays = await HostAsync();
        var (gate, first) = await HeldAsync(ledger, stays);
        string second;
        await using (var stops = await HostAsync(executes: false))
        {
            second = (await stops.SubmitAsync(Run(ledger))).ExecutionId;
            await Eventually.HoldsAsync(() => stops.Spine.Get<CacheWaits>().Count == 1, "it waits on the host that is to stop");
        }

        await Eventually.HoldsAsync(() => stays.Spine.Get<CacheWaits>().Count == 1, "it waits on the other host");
        gate.SetResult();

        (await stays.EndAsync(first)).State.ShouldBe(WorkflowStates.Completed);
        (await stays.EndAsync(second)).Nodes[0].Cached.ShouldBe(true);
        ledger.Names.Count.ShouldBe(1);
    }

    /// <summary>Its runs ask by themselves after an hour.</summary>
    private Task<WorkflowHost> HostAsync(bool executes = true) => WorkflowHost.StartAsync(redis.Port, prefix, services =>
    {
        services.Configure<WorkflowOptions>(o => (o.AllowedHosts, o.AskInterval) = ("127.0.0.1", TimeSpan.FromHours(1)));
        services.Configure<ExecutionOptions>(o => o.Enabled = executes);
    });

    private static SubmitWorkflow Run(LedgerServer ledger) => WorkflowHost.Parse($$"""{ "workflowId": "equal", "nodes": [ { "id": "q", {{ledger.Post("gate/q")}}, "cache": {} } ] }""");

    private static async Task<(TaskCompletionSource Gate, string Run)> HeldAsync(LedgerServer ledger, WorkflowHost host)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (ledger.Works, ledger.Gate) = (true, gate.Task);
        var id = (await host.SubmitAsync(Run(ledger))).ExecutionId;
        await Eventually.HoldsAsync(() => ledger.Names.Count == 1, "the first one runs");
        return (gate, id);
    }
}
