using System.Collections.Concurrent;
using System.Text.Json;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Swarms;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms.Clients;

/// <summary>What a program that hosts swarms by the library can do, whichever way it goes.</summary>
public abstract class SwarmHostSuite(RedisFixture redis) : IAsyncLifetime
{
    private readonly ConcurrentBag<SwarmHost> hosts = [];
    private readonly ConcurrentQueue<string> got = new();
    private AgentWorld world = null!;

    private protected virtual Uri? Broker => null;

    private protected AgentWorld World => world;

    private ISwarmRegistry Registry => world.Get<ISwarmRegistry>();

    public async Task InitializeAsync() => world = await AgentWorld.StartAsync(redis.Server.ConnectionString, Broker);

    public async Task DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Messages_are_handled_once_in_their_order_and_one_that_fails_stops_nothing()
    {
        var host = await StartAsync("c1", o => o
            .Host("alpha", _ => { })
            .Host("beta", s => s.On("note", Note).On("note", (_, _) => throw new InvalidDataException("broken")).On("note", (m, _) =>
            {
                got.Enqueue($"too {m.Id}");
                return Task.CompletedTask;
            })));
        foreach (var n in Enumerable.Range(0, 30))
            (await host.Find("alpha")!.SendAsync("beta", new { type = "note", n }, $"m{n:00}")).OrThrow().Receivers.ShouldBe(1);
        (await host.Find("alpha")!.SendAsync("nobody", new { type = "note" })).Rejected.ShouldNotBeNull().Code.ShouldBe("not_found");
        (await host.Find("alpha")!.BroadcastAsync(new { type = "note" }, messageId: "m30")).OrThrow().Receivers.ShouldBe(1);

        await Eventually.HoldsAsync(() => got.Count == 62, "all are handled");
        got.ShouldBe(Enumerable.Range(0, 31).SelectMany(n => new[] { $"m{n:00}", $"too m{n:00}" }));
        await Eventually.HoldsAsync(async () => (await FiguresAsync()) is { Waiting: 0, Errors: 31 }, "all are acknowledged, and failures counted");
    }

    [Fact]
    public async Task A_request_is_answered_refused_or_over_in_time()
    {
        var host = await StartAsync("c1", o => o.Host("alpha", _ => { }).Host("beta", s => s.OnRequest((r, _) => r.Data.GetProperty("n").GetInt32() is > 0 and var n
            ? Task.FromResult<object?>(new { Square = n * n, r.From })
            : throw new InvalidDataException("only above 0"))));
        var alpha = host.Find("alpha")!;

        var answered = (await alpha.RequestAsync("beta", new { n = 7 })).ShouldBeOfType<SwarmReply.Answered>();
        answered.Data.GetRawText().ShouldBe("""{"square":49,"from":"alpha"}""");
        (await alpha.RequestAsync("beta", new { n = 0 })).ShouldBe(new SwarmReply.Rejected("failed", "only above 0"));
        (await host.Find("beta")!.RequestAsync("alpha")).ShouldBe(new SwarmReply.Rejected("failed", "The swarm alpha answers no requests."));
        (await alpha.RequestAsync("nobody")).ShouldBeOfType<SwarmReply.Rejected>().Code.ShouldBe("not_found");
        await Registry.RegisterAsync("silent", new SwarmDefinition(), new SwarmClaim("c1", false), null, default);
        (await alpha.RequestAsync("silent", timeout: TimeSpan.FromMilliseconds(300))).ShouldBeOfType<SwarmReply.Rejected>().Code.ShouldBe("timeout");
    }

    [Fact]
    public async Task A_task_is_done_by_its_handler_and_its_end_comes_back()
    {
        var ended = new TaskCompletionSource<SwarmMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var host = await StartAsync("c1", o => o.Host("alpha", s => s
            .On("task_completed", (m, _) =>
            {
                ended.TrySetResult(m);
                return Task.CompletedTask;
            })
            .OnTask("build", (task, _) => Task.FromResult(AgentResult.Ok(new { task.TaskId, task.Description, Word = task.Payload!.Value.GetProperty("word").GetString() })))
            .OnTask((task, _) => Task.FromResult(AgentResult.Fail("unwanted", task.Type, retryable: false)))));

        var queued = await host.Find("alpha")!.DistributeAsync(new DistributeSwarmTask { TaskId = "t1", Type = "build", Description = "all", Payload = JsonElement.Parse("""{"word":"go"}""") });
        queued.OrThrow().TaskId.ShouldBe("t1");

        var done = await world.WaitForAsync("t1", TaskStates.Completed, TaskStates.DeadLettered);
        (done.Result?.GetRawText() ?? done.Reason).ShouldBe("""{"taskId":"t1","description":"all","word":"go"}""");
        done.Attempts.ShouldHaveSingleItem().TargetId.ShouldBe("c1.alpha");
        (await ended.Task.WaitAsync(TimeSpan.FromSeconds(60))).Payload.GetProperty("success").GetBoolean().ShouldBeTrue();

        (await host.Find("alpha")!.SendAsync("alpha", new { type = "task_submission", task = new { taskId = "t2", type = "other" } })).OrThrow();
        (await world.WaitForAsync("t2", TaskStates.DeadLettered)).Attempts.ShouldHaveSingleItem().ErrorType.ShouldBe("unwanted");
    }

    [Fact]
    public async Task Its_state_is_written_merged_read_kept_and_restored()
    {
        var swarm = (await StartAsync("c1", o => o.Host("alpha", _ => { }))).Find("alpha")!;
        (await swarm.SaveStateAsync(new { Counter = 1, Name = "a" })).OrThrow();
        var snapshot = (await swarm.SnapshotAsync("one")).OrThrow().Copy.Id;
        (await swarm.MergeStateAsync(new { Counter = 2 })).OrThrow();
        var state = (await swarm.GetStateAsync()).ShouldNotBeNull();
        (state.GetProperty("counter").GetInt32(), state.GetProperty("name").GetString()).ShouldBe((2, "a"));

        (await swarm.RestoreAsync(snapshot)).OrThrow().State.GetProperty("counter").GetInt32().ShouldBe(1);
        (await swarm.CheckpointAsync(new { tasks = Array.Empty<object>() })).OrThrow().Copy.Id.ShouldStartWith("checkpoint_");
        (await swarm.RestoreAsync("snapshot_none")).Rejected.ShouldNotBeNull().Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task What_anybody_may_ask_of_swarms_and_do_with_them()
    {
        var host = await StartAsync("c1", o => o.Host("alpha", _ => { }).Host("beta", _ => { }));
        var (all, alpha) = (host.All, host.Find("alpha")!);
        await world.TellAsync("SetResourcePool", """{"resourceType":"cpu","total":1000}""");

        (await all.CreateAsync(new RegisterSwarm { SwarmId = "gamma", Objective = "Guard", Strategy = "devops" })).OrThrow().Changed.ShouldBeTrue();
        (await all.ListAsync(new ListSwarms { Strategy = "devops", Objective = "^guard", Limit = 5 })).ShouldHaveSingleItem().Id.ShouldBe("gamma");
        (await all.ListAsync()).Count.ShouldBe(3);
        (await all.GetAsync("none")).Rejected.ShouldNotBeNull().Code.ShouldBe("not_found");
        (await all.UpdateStateAsync("beta", new { Objective = "Test", Own = 7 })).OrThrow().ShouldSatisfyAllConditions(
            u => u.Swarm.Objective.ShouldBe("Test"), u => u.State.GetProperty("own").GetInt32().ShouldBe(7));

        (await alpha.AllocateAsync("cpu", 400)).OrThrow().Available.ShouldBe(600);
        (await alpha.AllocateAsync("cpu", 700)).Rejected.ShouldNotBeNull().ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe("insufficient_resources"), r => r.Message.ShouldContain("700"), r => r.Message.ShouldContain("600"));
        (await alpha.ReleaseAsync("cpu", 400)).OrThrow().Available.ShouldBe(1_000);
        (await all.ResolveAsync(new ResolveConflict { SwarmA = new ConflictParty { Id = "alpha", Priority = "high" }, SwarmB = new ConflictParty { Id = "beta" } })).OrThrow().Winner.ShouldBe("alpha");

        (await alpha.GetLatestCheckpointAsync()).Rejected.ShouldNotBeNull().Code.ShouldBe("not_found");
        await alpha.CheckpointAsync(new { Step = 1 });
        var kept = (await alpha.CheckpointAsync(new { Step = 2 })).OrThrow().Copy;
        (await alpha.GetLatestCheckpointAsync()).OrThrow().ShouldSatisfyAllConditions(c => c.Copy.Id.ShouldBe(kept.Id), c => c.Data.GetProperty("step").GetInt32().ShouldBe(2));

        (await alpha.BroadcastAsync(new { type = "note" }, messageId: "m0")).OrThrow();
        (await all.GetMessagesAsync("swarm:global")).ShouldContain(m => m.Id == "m0");
        (await all.DistributeAsync(new DistributeSwarmTask { TaskId = "t1", Type = "build" })).OrThrow();
        (await all.GetTaskAsync("t1")).OrThrow().TaskId.ShouldBe("t1");
        (await all.GetTaskAsync("t0")).Rejected.ShouldNotBeNull().Code.ShouldBe("not_found");

        (await all.RecoverAsync("alpha")).Rejected.ShouldNotBeNull().Code.ShouldBe("wrong_state");
        await Registry.ChangeStatusAsync("beta", SwarmStatuses.Interrupted, "test", default);
        // Its heartbeat recovers it as well.
        (await all.DiscoverInterruptedAsync()).ShouldBeSubsetOf(["beta"]);
        (await all.RecoverInterruptedAsync()).Results.Select(r => r.SwarmId).ShouldBeSubsetOf(["beta"]);
        (await all.GetStatisticsAsync()).GetProperty("registry").GetProperty("totalRegistered").GetInt64().ShouldBe(3);
        (await all.DeregisterAsync("gamma", "enough")).OrThrow().Swarm.ArchiveReason.ShouldBe("enough");
    }

    [Fact]
    public async Task What_its_coordinators_wait_for_is_said_read_and_cleared()
    {
        var swarm = (await StartAsync("c1", o => o.Host("alpha", _ => { }))).Find("alpha")!;

        (await swarm.SaveBlockingStateAsync(new SaveBlockingState { CoordinatorId = "lead", SignalType = "review", Iteration = 2 })).OrThrow().State.ShouldNotBeNull().Status.ShouldBe("waiting");
        (await swarm.SaveBlockingStateAsync(new SaveBlockingState { CoordinatorId = "lead", Status = BlockingStatuses.Complete })).OrThrow();
        (await swarm.SaveBlockingStateAsync(new SaveBlockingState { CoordinatorId = "lead" })).Rejected.ShouldNotBeNull().Code.ShouldBe("invalid_transition");

        (await swarm.GetBlockingStatesAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(s => s.Status.ShouldBe("complete"), s => s.SwarmId.ShouldBe("alpha"));
        (await swarm.ClearBlockingStateAsync("lead")).OrThrow().Changed.ShouldBeTrue();
        (await swarm.GetBlockingStatesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_drain_lets_what_runs_end_and_leaves_the_rest_for_the_next_start()
    {
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var host = await StartAsync("c1", o => o.Host("sender", _ => { }).Host("alpha", s => s.On("note", async (m, c) =>
        {
            begun.TrySetResult();
            await gate.Task.WaitAsync(c);
            await Note(m, c);
        })));
        foreach (var n in Enumerable.Range(0, 3))
            (await host.Find("sender")!.SendAsync("alpha", new { type = "note" }, $"m{n}")).OrThrow();
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(60));

        var draining = host.DrainAsync();
        draining.IsCompleted.ShouldBeFalse("a handler runs");
        gate.SetResult();
        await draining.WaitAsync(TimeSpan.FromSeconds(60));

        got.ShouldBe(["m0"]);
        (await Registry.GetAsync("alpha", default))!.ShouldSatisfyAllConditions(
            s => s.Host.ShouldBe(world.Get<HostIdentity>().HostId), s => s.Client.ShouldBe("c1"), s => s.Status.ShouldBe(SwarmStatuses.Active));
        await StartAsync("c1", o => o.Host("alpha", s => s.On("note", Note)));
        await Eventually.HoldsAsync(() => got.Count == 3, "the rest is handled");
        got.ShouldBe(["m0", "m1", "m2"]);
    }

    [Fact]
    public async Task A_swarm_that_has_done_its_part_leaves_nothing_but_its_archive()
    {
        var host = await StartAsync("c1", o => o.Host("alpha", _ => { }).Host("beta", _ => { }));

        await host.Find("alpha")!.DrainAsync(complete: true);
        (await Registry.ArchivedAsync("alpha", default)).ShouldNotBeNull().ArchiveReason.ShouldBe("completed");
        host.Swarms.Select(s => s.Id).ShouldBe(["beta"]);
        await host.DrainAsync(complete: true);

        (await Registry.ArchivedAsync("beta", default)).ShouldNotBeNull().Status.ShouldBe(SwarmStatuses.Completed);
        (await Registry.ListAsync(new SwarmFilter(null, null, null, null, null, 10), default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_not_handled_when_it_crashed_comes_again_and_what_was_is_not_handled_twice()
    {
        var hangs = new TaskCompletionSource();
        var host = await StartAsync("c1", o => o.Host("alpha", s => s.On("note", async (m, c) =>
        {
            if (m.Id == "m1")
            {
                hangs.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, c);
            }

            await Note(m, c);
        })));
        foreach (var n in Enumerable.Range(0, 3))
            (await host.Find("alpha")!.SendAsync("alpha", new { type = "note" }, $"m{n}")).OrThrow();
        await hangs.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Eventually.HoldsAsync(async () => (await FiguresAsync()).Waiting == 2, "the first is acknowledged");

        await host.CutAsync();
        var again = await StartAsync("c1", o => o.Host("alpha", s => s.On("note", Note)));

        await Eventually.HoldsAsync(async () => (await FiguresAsync()).Waiting == 0, "the rest is handled");
        got.ShouldBe(["m0", "m1", "m2"]);
        again.Find("alpha")!.Term.ShouldBe(1, "within its time it is the same host");
    }

    /// <summary>Says how the system is reached.</summary>
    private protected virtual void Reach(SwarmHostOptions options) => (options.Address, options.Token) = (world.Host.Address, world.Host.Token);

    private protected virtual Task<SwarmHost> OpenAsync(Action<SwarmHostOptions> configure) => SwarmHost.StartAsync(configure);

    private async Task<SwarmHost> StartAsync(string id, Action<SwarmHostOptions> configure)
    {
        var host = await OpenAsync(o =>
        {
            (o.HostId, o.Prefix, o.Poll) = (id, world.Prefix, TimeSpan.FromSeconds(1));
            Reach(o);
            configure(o);
        });
        hosts.Add(host);
        return host;
    }

    private Task<InboxFigures> FiguresAsync() => world.Get<ISwarmInboxes>().FiguresAsync(default);

    private Task Note(SwarmMessage message, CancellationToken cancellation)
    {
        got.Enqueue(message.Id);
        return Task.CompletedTask;
    }
}
